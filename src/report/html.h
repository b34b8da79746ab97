/* Pages: one self-contained file of HTML and SVG, without scripts, that reads in light and dark, on
 * a phone and on paper. Well-formed XML, so that tests can parse it. */
#ifndef MOTE_REPORT_HTML_H
#define MOTE_REPORT_HTML_H

#include <stdint.h>

#include "base/text.h"

/* Head, style and the page's title. */
void html_begin(text *out, const char *title);
void html_end(text *out);
/* A picture in a file of its own, with the same style. */
void html_svg_begin(text *out, const char *title, int width, int height);
void html_svg_end(text *out);
/* Any bytes as text: markup is escaped, what is not UTF-8 or not printable becomes U+FFFD. */
void html_text(text *out, const char *s);
/* 935760 with narrow spaces; "" for a negative number: not known. */
void html_number(text *out, int64_t n);

/* Figures side by side: between html_figures_begin and _end, one call each. Negative numbers are
 * left out. */
void html_figures_begin(text *out);
void html_figure(text *out, const char *what, int64_t value, const char *unit);
void html_figures_end(text *out);

/* A cell of a table: `label` names its column where the table turns into cards. */
void html_cell_begin(text *out, const char *label, const char *class);
void html_cell_end(text *out);
void html_number_cell(text *out, const char *label, int64_t n);
/* A bar of `length` (0..1) of its column, and what it stands for. */
void html_bar_cell(text *out, const char *label, double length, const char *value);

#endif
