/* Arithmetic of quantities with errors. Errors of different figures are taken as independent, so
 * they combine in quadrature: relative ones in products, absolute ones in sums. */
#ifndef MOTE_COST_VALUE_H
#define MOTE_COST_VALUE_H

#include "cost/record.h"

/* Without error. */
cost_value cost_exactly(double value);
cost_value cost_times(cost_value a, cost_value b);
cost_value cost_over(cost_value a, cost_value b);
cost_value cost_plus(cost_value a, cost_value b);
/* The sum of two whose errors come from the same figures. */
cost_value cost_plus_alike(cost_value a, cost_value b);
/* a > b */
cost_value cost_minus(cost_value a, cost_value b);
cost_value cost_scaled(cost_value a, double factor);

#endif
