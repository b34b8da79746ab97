/* A front end as C for a firmware: the constant tables behind device/audio/. */
#ifndef MOTE_AUDIO_EMIT_H
#define MOTE_AUDIO_EMIT_H

#include "audio/conf.h"
#include "base/text.h"

/* Adds `const mote_logmel_config <prefix>_logmel`, `const mote_clip_config <prefix>_clip`, and, if
 * the .conf has labels, `const char *const <prefix>_labels[]`, with their tables; the C file must
 * include device/audio/logmel.h and clip.h before. The same .conf gives the same bytes. */
void audio_emit(text *t, const audio_conf *c, const char *prefix);
/* Adds what a header needs: declarations of the above and the sizes
 * <PREFIX>_{SAMPLE_RATE_HZ,HOP,FRAME,FFT,BANDS,CLIP_FRAMES,LABELS}. `upper` is the prefix in upper
 * case. */
void audio_emit_header(text *t, const audio_conf *c, const char *prefix, const char *upper);

#endif
