/* The page about a model that `mote compile --html` writes. */
#ifndef MOTE_CMD_PAGE_H
#define MOTE_CMD_PAGE_H

#include "cmd/model.h"

/* The text of the page. The program runs once on the target to measure what each operator costs, as
 * in `mote check --profile`; where a tool for that is missing, a note says so and the page has no
 * measured numbers. */
const char *page_of_model(const char *path, const op_program *p, const model_options *o);

#endif
