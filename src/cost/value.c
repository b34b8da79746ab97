#include "cost/value.h"

#include <math.h>

static cost_mark worse(cost_mark a, cost_mark b) {
    return a > b ? a : b;
}

cost_value cost_exactly(double value) {
    return (cost_value){value, 0, COST_MEASURED};
}

cost_value cost_times(cost_value a, cost_value b) {
    return (cost_value){a.value * b.value, hypot(a.error, b.error), worse(a.mark, b.mark)};
}

cost_value cost_over(cost_value a, cost_value b) {
    return (cost_value){a.value / b.value, hypot(a.error, b.error), worse(a.mark, b.mark)};
}

cost_value cost_plus(cost_value a, cost_value b) {
    double sum = a.value + b.value;
    double error = hypot(a.error * a.value, b.error * b.value);
    if (a.value == 0 || b.value == 0) /* what adds nothing says nothing */
        return a.value == 0 ? b : a;
    return (cost_value){sum, error / sum, worse(a.mark, b.mark)};
}

cost_value cost_plus_alike(cost_value a, cost_value b) {
    double sum = a.value + b.value;
    if (a.value == 0 || b.value == 0)
        return a.value == 0 ? b : a;
    return (cost_value){sum, (a.error * a.value + b.error * b.value) / sum, worse(a.mark, b.mark)};
}

cost_value cost_minus(cost_value a, cost_value b) {
    double difference = a.value - b.value;
    double error = hypot(a.error * a.value, b.error * b.value);
    return (cost_value){difference, error / difference, worse(a.mark, b.mark)};
}

cost_value cost_scaled(cost_value a, double factor) {
    a.value *= factor;
    return a;
}
