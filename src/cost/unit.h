/* Quantities on the command line: a number and its unit. Others end in STATUS_USAGE; `option` is
 * what the message calls them. */
#ifndef MOTE_COST_UNIT_H
#define MOTE_COST_UNIT_H

/* "32ms", "10s", "5min", "1h", "7d", "1y": seconds, from 1 us to 100 years. */
double cost_parse_seconds(const char *option, const char *text);

typedef struct cost_gate {
    double uw;    /* what the gate itself takes, always */
    double share; /* of windows that it lets through, 0 < share <= 1 */
} cost_gate;

/* "20uW:5%", "0.1mW:5%", "20:5". */
cost_gate cost_parse_gate(const char *text);

#endif
