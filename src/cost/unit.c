#include "cost/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

typedef struct unit {
    const char *name;
    double scale;
} unit;

static const unit times[] = {{"us", 1e-6}, {"ms", 1e-3},   {"s", 1},          {"min", 60},
                             {"h", 3600},  {"d", 86400.0}, {"y", 31557600.0}, {0}};
static const unit powers[] = {{"nW", 1e-3}, {"uW", 1}, {"mW", 1e3}, {"", 1}, {0}};

/* The number at `text` in the first unit's scale; `length` of it with its unit. 0: it is none. */
static int parse(const char *text, size_t length, const unit *units, double *value) {
    char *end;
    if (!strchr("0123456789.", *text) || !*text)
        return 0;
    *value = strtod(text, &end);
    size_t rest = length - (size_t)(end - text);
    if (end == text || (size_t)(end - text) > length || !isfinite(*value))
        return 0;
    for (; units->name; units++)
        if (strlen(units->name) == rest && memcmp(units->name, end, rest) == 0) {
            *value *= units->scale;
            return 1;
        }
    return 0;
}

double cost_parse_days(const char *option, const char *text) {
    size_t length = strlen(text);
    int has_unit = !length || text[length - 1] > '9';
    return cost_parse_seconds(option, has_unit ? text : mem_printf("%sd", text)) / 86400;
}

double cost_parse_seconds(const char *option, const char *text) {
    double seconds;
    if (!parse(text, strlen(text), times, &seconds))
        fail(STATUS_USAGE, "%s takes a time with its unit (us, ms, s, min, h, d, y), not '%s'",
             option, text);
    if (!(seconds >= 1e-6 && seconds <= 100 * 31557600.0))
        fail(STATUS_USAGE, "%s takes a time from 1us to 100y, not '%s'", option, text);
    return seconds;
}

cost_gate cost_parse_gate(const char *text) {
    cost_gate g = {0, 0};
    size_t n = strcspn(text, ":"), length = strlen(text);
    static const unit percent[] = {{"%", 0.01}, {"", 0.01}, {0}};
    if (n == length || !parse(text, n, powers, &g.uw) ||
        !parse(text + n + 1, length - n - 1, percent, &g.share))
        fail(STATUS_USAGE,
             "--gate takes the power of the gate and the percentage of windows that it lets "
             "through, as in 20uW:5%%, not '%s'",
             text);
    if (!(g.share > 0 && g.share <= 1) || g.uw > 1e7)
        fail(STATUS_USAGE, "--gate lets more than 0 and at most 100 percent through, not '%s'",
             text);
    return g;
}

const char *cost_value_text(cost_value v) {
    double x = v.value;
    if (x == 0)
        return "-";
    int digits = x >= 99.95 ? 0 : x >= 9.995 ? 1 : x >= 0.9995 ? 2 : 3;
    return mem_printf("%.*f%s", digits, x, v.mark == COST_UNVERIFIED ? "?" : "");
}

const char *cost_seconds_text(double seconds) {
    static const unit shown[] = {{"d", 86400}, {"h", 3600},  {"min", 60}, {"s", 1},
                                 {"ms", 1e-3}, {"us", 1e-6}, {0}};
    int i = 0;
    while (shown[i + 1].name && seconds < shown[i].scale)
        i++;
    return mem_printf("%.3g %s", seconds / shown[i].scale, shown[i].name);
}
