#include "report/html.h"

#include "report/facts.h"

/* Colours are variables: the dark ones count on dark screens only, so paper is always light. Tables
 * of class "cards" become a card a row on narrow screens. Figures have rows of a fixed height and
 * widths in per cent, so that they fit any screen without scaling their text. */
static const char style[] =
    ":root{color-scheme:light dark;--page:#fff;--ink:#1a1f26;--soft:#56606c;--line:#d3d9e0;"
    "--card:#f4f6f8;--bar:#3f7fc4;--mark:#b3421f;--b0:#cfe3f7;--b1:#d8ecd0;--b2:#fbe3c5;"
    "--b3:#e6daf3;--b4:#cdeceb;--b5:#f7d9e0;"
    "--k0:#2f6fb3;--k1:#b3421f;--k2:#2f7d41;--k3:#7d4fb8;--k4:#97690a;--k5:#137a7a;--k6:#ae4069;--"
    "k7:#66707c}\n"
    "@media screen and (prefers-color-scheme:dark){:root{--page:#14181d;--ink:#e4e8ed;"
    "--soft:#a3adb9;--line:#39424d;--card:#1e242b;--bar:#5b9ee0;--mark:#f08a5d;--b0:#1f4468;"
    "--b1:#2c4f25;--b2:#5c4119;--b3:#45316a;--b4:#17504e;--b5:#632c3d;"
    "--k0:#5b9ee0;--k1:#f08a5d;--k2:#6cc27e;--k3:#b594e8;--k4:#e0b450;--k5:#4fc0c0;--k6:#e88bb0;--"
    "k7:#a3adb8}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:64rem;background:var(--page);"
    "color:var(--ink);font:1rem/1.45 system-ui,sans-serif;font-variant-numeric:tabular-nums;"
    "overflow-wrap:break-word}\n"
    "h1{margin:0;font-size:1.7rem;line-height:1.2}h2{margin:2.2rem 0 .6rem;font-size:1.2rem}\n"
    "p{margin:.3rem 0 .8rem;max-width:42rem}.soft,small{color:var(--soft)}small{font-size:.8rem}\n"
    "code{font-size:.85em}\n"
    ".figures{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0}\n"
    ".figures div{flex:1 1 7.4rem;background:var(--card);border:1px solid "
    "var(--line);border-radius:.4rem;"
    "padding:.5rem .7rem}\n"
    ".figures span{display:block;font-size:.8rem;color:var(--soft)}"
    ".figures b{font-size:1.15rem;font-weight:600;white-space:nowrap}"
    ".figures i{display:block;font-style:normal;font-size:.8rem;color:var(--soft)}\n"
    "table{border-collapse:collapse;width:100%;font-size:.875rem}\n"
    "th,td{padding:.35rem .5rem;text-align:left;vertical-align:top;"
    "border-bottom:1px solid var(--line)}\n"
    "th{font-weight:600;color:var(--soft);font-size:.8rem;vertical-align:bottom}\n"
    ".n{text-align:right;white-space:nowrap}td "
    "small{display:block;font-weight:400}.q{white-space:nowrap}tfoot "
    "td{font-weight:600}\n"
    ".bar{min-width:7rem;white-space:nowrap}.bar svg{width:calc(100% - 3.6rem);height:.7rem;"
    "vertical-align:middle}.bar rect{fill:var(--bar)}"
    ".bar span{display:inline-block;width:3.4rem;text-align:right}\n"
    ".pair{display:grid;gap:0 1.5rem}.pair>*{min-width:0;display:flex;flex-direction:column}.pair "
    "figure{margin-top:auto}\n"
    "@media (min-width:52rem),print{.pair{grid-template-columns:1fr 1fr}}\n"
    "figure{margin:0}figure svg{display:block;font-size:13px}figure svg,svg "
    "svg{overflow:visible}\n"
    ".rows rect{stroke:var(--page);stroke-width:.6}\n"
    "svg text{fill:var(--ink)}svg .soft{fill:var(--soft);font-size:11.5px}svg "
    ".h{font-weight:600}svg .s{font-size:11.5px}\n"
    "svg .box{fill:var(--card);stroke:var(--line)}svg .end{fill:var(--page);stroke:var(--line)}\n"
    "svg .edge{fill:none;stroke:var(--soft);stroke-width:1.5}svg .tip{fill:var(--soft)}\n"
    "svg .share{fill:var(--bar)}svg .grid{stroke:var(--line)}svg "
    ".mark{fill:var(--mark);font-size:11.5px}\n"
    "svg .b0{fill:var(--b0)}svg .b1{fill:var(--b1)}svg .b2{fill:var(--b2)}svg .b3{fill:var(--b3)}"
    "svg .b4{fill:var(--b4)}svg "
    ".b5{fill:var(--b5)}.key{width:.8rem;height:.8rem;vertical-align:-.1rem}svg "
    ".scratch{fill:var(--line)}svg "
    ".buffer{stroke:var(--page);"
    "stroke-width:1.5}\n"
    "@media screen and (max-width:60rem){.cards thead{display:none}.cards tr{display:grid;"
    "grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.15rem .8rem;padding:.6rem 0;"
    "border-bottom:1px solid var(--line)}\n"
    ".cards td:first-child{font-weight:600}.cards td{border:0;padding:0;text-align:left}.cards "
    "td:empty{display:none}"
    ".cards td[data-label]::before{content:attr(data-label);display:block;font-size:.75rem;"
    "font-weight:400;color:var(--soft)}.cards .wide{grid-column:1/-1}}\n"
    "@media print{body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}"
    "tr,.figures{break-inside:avoid}table{font-size:8.5pt}.pair{break-before:page}.pair "
    "figure{zoom:var(--fit)}@page{margin:14mm}}\n";

/* Of charts: curves, areas, limits, and kinds told apart by colour. */
static const char chart_style[] =
    ".k0{--k:var(--k0)}.k1{--k:var(--k1)}.k2{--k:var(--k2)}.k3{--k:var(--k3)}.k4{--k:var(--k4)}"
    ".k5{--k:var(--k5)}.k6{--k:var(--k6)}.k7{--k:var(--k7)}svg .area{fill:var(--k)}svg "
    ".band{fill:var(--k);"
    "opacity:.13}svg .curve{fill:none;stroke:var(--k);stroke-width:2}svg .limit{fill:none;"
    "stroke:var(--mark);stroke-width:1.5;stroke-dasharray:5 4}svg .whisker{stroke:var(--ink);"
    "stroke-width:1.5}svg .plot *{vector-effect:non-scaling-stroke}.legend{display:flex;"
    "flex-wrap:wrap;gap:.1rem 1rem;margin:.4rem 0;font-size:.875rem}.sources{table-layout:fixed}\n"
    "@media print{.fit{zoom:var(--fit)}.whole{break-inside:avoid}}\n";

void html_begin(text *out, const char *title) {
    text_add_string(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                         "<meta name=\"viewport\" content=\"width=device-width, "
                         "initial-scale=1\"/>\n<title>");
    html_text(out, title);
    text_add(out, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n", style, chart_style);
}

void html_end(text *out) {
    text_add_string(out, "</body>\n</html>\n");
}

void html_svg_begin(text *out, const char *title, int width, int height) {
    text_add(out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
             "font-family=\"system-ui,sans-serif\" font-size=\"13\">\n<title>",
             width, height);
    html_text(out, title);
    text_add(out,
             "</title>\n<style>\n%s</style>\n<rect width=\"100%%\" height=\"100%%\" "
             "style=\"fill:var(--page)\"/>\n",
             style);
}

void html_svg_end(text *out) {
    text_add_string(out, "</svg>\n");
}

/* Bytes of the UTF-8 character at `s`, 0 if there is none that XML takes (RFC 3629: no overlong
 * forms, no surrogates; no control characters). */
static int utf8_length(const unsigned char *s) {
    if (s[0] < 0x80)
        return s[0] >= ' ' && s[0] != 0x7F;
    int more = s[0] >= 0xC2 && s[0] < 0xE0   ? 1
               : s[0] >= 0xE0 && s[0] < 0xF0 ? 2
               : s[0] >= 0xF0 && s[0] < 0xF5 ? 3
                                             : 0;
    for (int i = 1; i <= more; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    if ((s[0] == 0xC2 && s[1] < 0xA0) || (s[0] == 0xE0 && s[1] < 0xA0) ||
        (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xEF && s[1] == 0xBF && s[2] > 0xBD) ||
        (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
        return 0;
    return more ? more + 1 : 0;
}

void html_text(text *out, const char *s) {
    while (*s) {
        int length = utf8_length((const unsigned char *)s);
        if (length == 0)
            text_add_string(out, "&#65533;");
        else if (*s == '&' || *s == '<' || *s == '>' || *s == '"')
            text_add(out, "&#%d;", *s);
        else
            text_add(out, "%.*s", length, s);
        s += length ? length : 1;
    }
}

void html_number(text *out, int64_t n) {
    if (n >= 0)
        text_add_string(out, report_number(n, "&#8239;"));
}

void html_figures_begin(text *out) {
    text_add_string(out, "<div class=\"figures\">\n");
}

void html_figure(text *out, const char *what, int64_t value, const char *unit) {
    if (value < 0)
        return;
    text_add(out, "<div><span>%s</span><b>", what);
    html_number(out, value);
    text_add(out, "</b><i>%s</i></div>\n", unit);
}

void html_figures_end(text *out) {
    text_add_string(out, "</div>\n");
}

void html_cell_begin(text *out, const char *label, const char *class) {
    text_add(out, "<td class=\"%s\"", class);
    if (*label)
        text_add(out, " data-label=\"%s\"", label);
    text_add_string(out, ">");
}

void html_cell_end(text *out) {
    text_add_string(out, "</td>");
}

void html_number_cell(text *out, const char *label, int64_t n) {
    html_cell_begin(out, label, "n");
    html_number(out, n);
    html_cell_end(out);
}

void html_bar_cell(text *out, const char *label, double length, const char *value) {
    html_cell_begin(out, label, "bar wide");
    text_add(out,
             "<svg aria-hidden=\"true\"><rect width=\"%.2f%%\" height=\"100%%\"/></svg>"
             "<span>%s</span>",
             100 * length, value);
    html_cell_end(out);
}
