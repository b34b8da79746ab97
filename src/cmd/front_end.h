/* What the front end of a model that listens takes on an emulated core. */
#ifndef MOTE_CMD_FRONT_END_H
#define MOTE_CMD_FRONT_END_H

#include "audio/conf.h"
#include "sim/sim.h"

/* Builds a firmware of the device's front end, its tables (sound_logmel, SOUND_HOP, ...) and
 * `main_source`, C text behind them. Returns the folder that it is in. */
const char *front_end_build(const audio_conf *conf, const sim_target *t, const char *data_folder,
                            const char *main_source);

/* One frame of features from one hop of sound: the costliest of some hops of noise. `t` must be a
 * target whose instructions can be counted. */
sim_cost front_end_measure(const audio_conf *conf, const sim_target *t, const char *data_folder);

#endif
