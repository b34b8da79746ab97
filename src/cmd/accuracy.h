/* How often a classifier is right: labels, the class that wins, the confusion matrix. */
#ifndef MOTE_CMD_ACCURACY_H
#define MOTE_CMD_ACCURACY_H

#include <jansson.h>
#include <stdint.h>

#include "ir/ir.h"

typedef struct accuracy {
    int32_t classes;    /* values of the output */
    int64_t count;      /* inputs seen */
    int64_t right;      /* of them those whose class won */
    int64_t *confusion; /* [label][winner], how often */
} accuracy;

/* Refuses an output that cannot be one value a class. */
accuracy accuracy_new(const ir_tensor *output);
/* `count` labels of a .npy file: integers [N], each a class of `a`. A longer file is refused unless
 * `is_part`. */
int32_t *accuracy_read_labels(const accuracy *a, const char *path, int64_t count, int is_part);
/* Index of the highest value of result n; the lowest index wins a tie. */
int32_t accuracy_winner(const ir_tensor *output, const void *results, int64_t n);
/* Adds results that belong to `labels`. */
void accuracy_add(accuracy *a, const ir_tensor *output, const void *results, const int32_t *labels,
                  int64_t count);
/* Right ones, 0..1. */
double accuracy_share(const accuracy *a);

/* The confusion matrix; of many classes only the pairs that are confused most. */
void accuracy_print_confusion(const accuracy *a);
/* The matrix as rows of numbers. */
json_t *accuracy_confusion_json(const accuracy *a);

#endif
