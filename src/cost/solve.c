#include <math.h>

#include "cost/answer.h"

/* Halvings of a range of logarithms: to 2^-40 of it. */
#define STEPS 40
/* No device is asked less often than once in a year. */
#define LONGEST_S 31557600.0
#define SMALLEST_SHARE 1e-6

/* Does the energy last? Windows that are too short for an inference do not count. */
static int lasts(const cost_rules *rules, const cost_part *part, const cost_work *work,
                 const cost_use *use, double clock_mhz, double days) {
    cost_result r = cost_estimate(rules, part, work, use, clock_mhz);
    return r.in_time && r.energy_days.value >= days;
}

static cost_solution solve(const cost_rules *rules, const cost_part *part, const cost_work *work,
                           const cost_use *use, double clock_mhz, double days) {
    cost_use u = *use;
    int by_gate = use->every_s > 0;
    cost_solution s = {.asked = 1, .every_s = u.every_s, .gate_share = u.gate.share};
    /* What is looked for, from too often to seldom enough: seconds, or one in so many windows. */
    double often = by_gate ? 1 : 1e-6, seldom = by_gate ? 1 / SMALLEST_SHARE : LONGEST_S;
    for (int i = 0; i < STEPS + 2; i++) {
        /* The two ends first. */
        double at = i == 0 ? seldom : i == 1 ? often : sqrt(often * seldom);
        if (by_gate)
            u.gate.share = 1 / at;
        else
            u.every_s = at;
        int good = lasts(rules, part, work, &u, clock_mhz, days);
        if (i == 0 && !good)
            return s;
        if (good)
            seldom = at;
        else
            often = at;
        if (i == 1 && good)
            break;
    }
    s.possible = 1;
    if (by_gate)
        s.gate_share = 1 / seldom;
    else
        s.every_s = seldom;
    return s;
}

cost_solution cost_solve(const cost_rules *rules, const cost_part *part, const cost_work *work,
                         const cost_use *use, double clock_mhz, double days) {
    cost_solution s = solve(rules, part, work, use, clock_mhz, days);
    cost_use u = *use;
    u.every_s = s.every_s;
    u.gate.share = s.gate_share;
    if (!s.possible)
        return s;
    /* What it would take if the energy lasts less or longer by its error. */
    double error = cost_estimate(rules, part, work, &u, clock_mhz).energy_days.error;
    cost_solution easy = solve(rules, part, work, use, clock_mhz, days * (1 - fmin(error, 0.99)));
    cost_solution hard = solve(rules, part, work, use, clock_mhz, days * (1 + error));
    double width = use->every_s > 0 ? (easy.gate_share - hard.gate_share) / s.gate_share
                                    : (hard.every_s - easy.every_s) / s.every_s;
    s.relative_error = hard.possible ? fmin(1, width / 2) : 1;
    return s;
}
