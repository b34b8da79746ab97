/* What a model costs on a part: time, energy, and with a duty cycle average power and days of life.
 * Formulas and what is assumed: doc/cost.md. */
#ifndef MOTE_COST_COST_H
#define MOTE_COST_COST_H

#include <stdint.h>

#include "cost/catalog.h"
#include "cost/unit.h"

/* One inference on a core, as emulated. */
typedef struct cost_work {
    double cycles; /* of the nearest timing model, with memory that never waits; 0: not measured */
    const char *obstacle; /* why it was not; NULL */
    int64_t weights_bytes, code_bytes, arena_bytes, stack_bytes;
    /* The front end that makes features of sound: cycles of a frame, frames of an inference and the
     * time that a frame is of. 0: there is none. */
    double frame_cycles, frame_s;
    int frames;
} cost_work;

/* What a device does with it. {0} with every_s = 0: inferences alone. */
typedef struct cost_use {
    double every_s;  /* from window to window */
    int keeps_arena; /* the arena must live while the core sleeps */
    int wakes;       /* times that it wakes in a window: once, or for each row; 0 is 1 */
    cost_gate gate;  /* share 1: none */
    const cost_sensor *sensor;
    const cost_radio *radio;
    int payload_bytes;
    double report_s; /* from message to message */
    const cost_battery *battery;
    const cost_regulator *regulator; /* NULL: none */
} cost_use;

typedef enum cost_share {
    COST_SENSE, /* sensor, gate, and the core that waits for them */
    COST_FRONT_END,
    COST_INFER,
    COST_SLEEP,
    COST_WAKE,
    COST_RADIO,
    COST_REGULATOR,
    COST_SELF_DISCHARGE,
    COST_SHARE_COUNT
} cost_share;

/* "self-discharge" */
const char *cost_share_name(cost_share share);

typedef struct cost_result {
    const cost_part *part;
    const cost_point *point; /* the best */
    const cost_sleep *sleep; /* the best; NULL: it waits with its clock on */
    int fits;                /* into flash and RAM; the rest is known only if so */
    const char *problem;     /* why the part will not do, NULL */
    cost_value latency_ms, energy_uj, power_uw; /* of one inference, without its front end */
    cost_value front_end_ms, front_end_uj;      /* of all frames of one; 0: there is none */
    /* With a duty cycle: */
    int in_time; /* the inference ends before the next window */
    cost_value share_uw[COST_SHARE_COUNT], average_uw;
    /* With a battery: */
    cost_value peak_ma, limit_ma;           /* out of the cell, and what it can give */
    cost_value capacitor_uf;                /* that makes up for the difference; 0: not needed */
    cost_value energy_days, chemistry_days; /* 0: the cell's chemistry sets no limit */
    cost_value life_days;                   /* the shorter */
    const char *limited_by;                 /* "energy", "chemistry", "peak current" */
    /* Every figure behind it. */
    int used_count;
    const cost_entry **used;
} cost_result;

/* What an application keeps while it sleeps, whatever becomes of the arena: counters, keys. */
#define COST_KEPT_BYTES 1024
/* More than this is no capacitor that one would solder beside a cell. */
#define COST_CAPACITOR_LIMIT_UF 1e5

/* `clock_mhz` 0: any of the part's, best first by energy. */
cost_result cost_estimate(const cost_rules *rules, const cost_part *part, const cost_work *work,
                          const cost_use *use, double clock_mhz);

/* Can the cell be put to the part as it is: all its voltages are the part's? */
int cost_runs_directly(const cost_part *part, const cost_battery *battery);
/* Does the regulator fit between them? */
int cost_regulator_suits(const cost_regulator *r, const cost_part *part,
                         const cost_battery *battery);

/* Seconds on air of one packet, Semtech AN1200.13: explicit header, CRC, low data rate optimisation
 * where a symbol takes more than 16 ms. */
double cost_lora_seconds(int spreading_factor, double bandwidth_khz, int coding_rate,
                         int preamble_symbols, int packet_bytes);
/* Energy of one message, what it listens for included; 0 bytes are a message, too. */
cost_value cost_message_uj(const cost_radio *radio, int payload_bytes);
/* Power while it sends, and for how long (at most: of others than LoRa, as if it only sent). */
cost_value cost_transmit_uw(const cost_radio *radio);
double cost_transmit_seconds(const cost_radio *radio, int payload_bytes);

#endif
