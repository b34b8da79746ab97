/* .conf files of parts, batteries, radios, sensors and regulators. On a part that is accepted, a
 * model costs finite numbers. */
#include "fuzz.h"

#include <math.h>

#include "cost/cost.h"

static const cost_entry factor = {
    .owner = "x", .section = "x", .key = "x", .figure = {1.2, 0.2, 0}};

static int is_sound(cost_value v) {
    return isfinite(v.value) && v.value >= 0 && isfinite(v.error) && v.error >= 0;
}

static void use_part(const cost_part *p) {
    cost_core core = {p->target, p->target, &factor};
    cost_supply ldo = {"ldo", 1, &factor, &factor, &factor}, smps = ldo;
    const cost_core *cores[] = {&core};
    const cost_supply *supplies[] = {&ldo, &smps};
    smps.name = "smps";
    cost_rules rules = {1, 2, cores, supplies};
    cost_work work = {.cycles = 1e6, .weights_bytes = 100, .arena_bytes = 100};
    cost_use use = {.every_s = 1, .gate = {0, 1}};
    cost_result r = cost_estimate(&rules, p, &work, &use, 0);
    CHECK(r.fits && r.point);
    CHECK(is_sound(r.latency_ms) && is_sound(r.energy_uj) && is_sound(r.average_uw));
}

static void fuzz_read(bytes file) {
    bytes text = {mem_new(file.size + 1, 1), file.size};
    memcpy(text.data, file.data, file.size);
    const cost_kind *kind = cost_kind_of(text);
    const cost_record *r = cost_record_parse(kind, MOTE_DATA_DIR, text, "fuzz.conf");
    cost_check(r);
    if (kind == &cost_part_kind && cost_part_is_target(cost_part_of(r)))
        use_part(cost_part_of(r));
}
