#include <stdio.h>
#include <string.h>

#include "base/cli.h"
#include "base/diag.h"
#include "cmd/cmd.h"
#include "cmd/model.h"
#include "report/plan.h"
#include "report/stream.h"

/* A model on a sliding window. */
static void stream_text(const op_program *p, int32_t arena_bytes, text *out) {
    text_add(out, "%s\narena %d bytes, at least %d in use at once\n\n", report_stream_summary(p),
             arena_bytes, p->schedule->bound_bytes);
    report_stream_table(p, out);
}

exit_status cmd_plan(int argc, char **argv) {
    model_options o = {.target = "cortex-m4"};
    const char *html = NULL, *svg = NULL;
    cli_option options[] = {
        MODEL_CLI_OPTIONS(o),
        {"html", CLI_TEXT, &html, "F", "write a page", NULL, 0, 0},
        {"svg", CLI_TEXT, &svg, "F", "write the figures of the page as a picture", NULL, 0, 0},
        {0}};
    cli_verb verb = {.usage = "mote plan MODEL [--rows | --stream] [--html F | --svg F] [options]",
                     .summary = "Shows how a model's memory is used over time: what lies where in "
                                "the arena and when,\n"
                                "which step makes which rows, and how much any plan needs in that "
                                "order.",
                     .example = "  mote plan kws.tflite --rows\n"
                                "  mote plan vww.tflite --rows --optimize ram --html vww.html\n",
                     .options = options,
                     .min_arguments = 1,
                     .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    const char *path = verb.arguments.item[0];
    const sim_target *target = model_target(&o);
    const op_program *p = model_program(model_load(path, &o, NULL), &o);
    report_plan r = {.timeline = report_timeline_new(p),
                     .source_name = file_base_name(path),
                     .target = o.target,
                     .optimize = o.optimize ? o.optimize : "speed",
                     .arena_bytes = op_program_arena_bytes(p, sim_pointer_bytes(target))};
    text page = {0}, picture = {0}, words = {0};
    if (html) {
        report_plan_html(&r, &page);
        file_add_output(html, text_string(&page), page.length);
    }
    if (svg) {
        report_plan_svg(&r, &picture);
        file_add_output(svg, text_string(&picture), picture.length);
    }
    file_commit();
    if (!html && !svg) {
        if (o.stream)
            stream_text(p, r.arena_bytes, &words);
        else
            report_plan_text(&r, &words);
        fputs(text_string(&words), stdout);
    }
    return STATUS_DONE;
}
