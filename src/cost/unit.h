/* Quantities as words. On the command line they are a number and its unit; others end in
 * STATUS_USAGE, `option` is what the message calls them. */
#ifndef MOTE_COST_UNIT_H
#define MOTE_COST_UNIT_H

#include "cost/record.h"

/* "32ms", "10s", "5min", "1h", "7d", "1y": seconds, from 1 us to 100 years. */
double cost_parse_seconds(const char *option, const char *text);
/* The same in days; a number without a unit is days. */
double cost_parse_days(const char *option, const char *text);

typedef struct cost_gate {
    double uw;    /* what the gate itself takes, always */
    double share; /* of windows that it lets through, 0 < share <= 1 */
} cost_gate;

/* "20uW:5%", "0.1mW:5%", "20:5". */
cost_gate cost_parse_gate(const char *text);

/* Three significant digits, with a ? where an unverified figure is behind it; "-" is nothing. */
const char *cost_value_text(cost_value v);
/* "1.16 min" */
const char *cost_seconds_text(double seconds);

#endif
