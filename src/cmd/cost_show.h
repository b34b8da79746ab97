/* The answer of `mote cost` as text and as JSON (doc/json.md, mote-cost/1). */
#ifndef MOTE_CMD_COST_SHOW_H
#define MOTE_CMD_COST_SHOW_H

#include "cost/answer.h"

void cost_print(const cost_answer *a);
void cost_print_json(const cost_answer *a);

#endif
