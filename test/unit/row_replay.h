/* A row schedule played back as device/rows.c runs it, on an arena of labels: every byte says which
 * byte of which storage it is. */
#ifndef MOTE_TEST_UNIT_ROW_REPLAY_H
#define MOTE_TEST_UNIT_ROW_REPLAY_H

#include "op/schedule.h"

/* Does an event read a byte that is not the one meant, write outside of the arena or unaligned, or
 * do pushes not take row after row? */
int row_replay_is_broken(const op_schedule *s);

#endif
