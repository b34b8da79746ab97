/* Sounds as model inputs, and the words that come out. */
#ifndef MOTE_CMD_SOUND_H
#define MOTE_CMD_SOUND_H

#include "audio/conf.h"
#include "cmd/inputs.h"

/* Is this input a sound? */
int sound_is(const char *path);
/* The front end beside a model; refuses one that does not fit its input and output. */
const audio_conf *sound_front_end(const char *model_path, const ir_graph *g);
/* The clip of a sound that the front end picks, as the input of a model. */
input_set sound_read(const char *path, const audio_conf *conf);
/* Prints the model's output, best first, as text or as a JSON object. */
void sound_print(const ir_graph *g, const uint8_t *output, const audio_conf *conf, int json);

#endif
