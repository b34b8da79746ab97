#include <string.h>

#include "base/diag.h"
#include "base/text.h"
#include "pass/pass.h"

const pass pass_pipeline[] = {
    {"constant", pass_constant},
    {"dead", pass_dead},
    {"copies", pass_copies},
    {"paddings", pass_paddings},
    {"activations", pass_activations},
    {"fold_channels", pass_fold_channels},
    {"taps", pass_taps},
    {NULL, NULL},
};

static void check_name(const char *name) {
    text names = {0};
    for (int i = 0; pass_pipeline[i].name; i++) {
        if (strcmp(pass_pipeline[i].name, name) == 0)
            return;
        text_add(&names, "%s%s", i ? ", " : "", pass_pipeline[i].name);
    }
    fail(STATUS_USAGE, "there is no pass '%s'; the passes are %s", name, text_string(&names));
}

void pass_run(ir_graph *g, const char *last, const char *without) {
    if (last && !*last)
        return;
    if (last)
        check_name(last);
    for (int i = 0; pass_pipeline[i].name; i++) {
        const char *name = pass_pipeline[i].name;
        if (!without || strcmp(name, without) != 0)
            pass_pipeline[i].run(g);
        ir_verify(g);
        if (last && strcmp(name, last) == 0)
            return;
    }
}
