#include "cmd/accuracy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/npy.h"
#include "cmd/inputs.h"

#define CLASS_LIMIT 2000 /* the matrix grows with its square */
#define MATRIX_LIMIT 20  /* classes that fit the width of a terminal */
#define PAIR_LIMIT 10    /* lines of the most confused pairs */

accuracy accuracy_new(const ir_tensor *output) {
    int64_t classes = ir_elements(output);
    if (classes < 2 || classes > CLASS_LIMIT)
        fail(
            STATUS_REFUSED,
            "labels need an output with one value a class, but output '%s' is %s (2 to %d classes)",
            output->name, ir_shape_text(&output->shape), CLASS_LIMIT);
    return (accuracy){.classes = (int32_t)classes,
                      .confusion = NEW_ARRAY(int64_t, (size_t)(classes * classes))};
}

static int is_integer(npy_type type) {
    return type != NPY_FLOAT32 && type != NPY_FLOAT64;
}

int32_t *accuracy_read_labels(const accuracy *a, const char *path, int64_t count, int is_part) {
    npy file = npy_read(path);
    diag_set_file(path);
    if (!is_integer(file.type) || file.rank != 1)
        fail(STATUS_REFUSED,
             "the array is %s %s, but labels are integers [N], the class of each "
             "input",
             npy_type_name(file.type), npy_shape_text(&file));
    if (file.count < count || (file.count > count && !is_part))
        fail(STATUS_REFUSED, "the file holds %lld labels, but there are %lld inputs",
             (long long)file.count, (long long)count);
    int32_t *labels = NEW_ARRAY(int32_t, (size_t)count);
    for (int64_t n = 0; n < count; n++) {
        double v = npy_value(&file, n);
        if (v < 0 || v >= a->classes)
            fail(STATUS_REFUSED, "label %lld is %.0f, but the model has the classes 0 to %d",
                 (long long)n, v, a->classes - 1);
        labels[n] = (int32_t)v;
    }
    mem_free(file.data);
    diag_set_file(NULL);
    return labels;
}

int32_t accuracy_winner(const ir_tensor *output, const void *results, int64_t n) {
    int64_t classes = ir_elements(output), first = n * classes;
    int32_t best = 0;
    for (int32_t i = 1; i < classes; i++)
        if (inputs_real(output, results, first + i) > inputs_real(output, results, first + best))
            best = i;
    return best;
}

void accuracy_add(accuracy *a, const ir_tensor *output, const void *results, const int32_t *labels,
                  int64_t count) {
    for (int64_t n = 0; n < count; n++) {
        int32_t winner = accuracy_winner(output, results, n);
        a->confusion[(int64_t)labels[n] * a->classes + winner]++;
        a->right += winner == labels[n];
    }
    a->count += count;
}

double accuracy_share(const accuracy *a) {
    return a->count ? (double)a->right / (double)a->count : 0;
}

static void print_matrix(const accuracy *a) {
    int64_t most = 100;
    for (int32_t i = 0; i < a->classes * a->classes; i++)
        most = a->confusion[i] > most ? a->confusion[i] : most;
    int width = snprintf(NULL, 0, "%lld", (long long)most) + 1;
    printf("%-12s", "label\\winner");
    for (int32_t k = 0; k < a->classes; k++)
        printf("%*d", width, k);
    putchar('\n');
    for (int32_t label = 0; label < a->classes; label++) {
        printf("%12d", label);
        for (int32_t k = 0; k < a->classes; k++)
            printf("%*lld", width, (long long)a->confusion[label * a->classes + k]);
        putchar('\n');
    }
}

/* The matrix as one row has no room for so many classes, so only what is worst. */
static void print_pairs(const accuracy *a) {
    int64_t cells = (int64_t)a->classes * a->classes, below = INT64_MAX;
    int lines = 0;
    while (lines < PAIR_LIMIT) {
        int64_t most = 0;
        for (int64_t i = 0; i < cells; i++)
            if (i % (a->classes + 1) && a->confusion[i] < below && a->confusion[i] > most)
                most = a->confusion[i];
        if (most == 0)
            return;
        for (int64_t i = 0; i < cells && lines < PAIR_LIMIT; i++)
            if (i % (a->classes + 1) && a->confusion[i] == most) {
                printf("label %lld taken for %lld: %lld times\n", (long long)(i / a->classes),
                       (long long)(i % a->classes), (long long)most);
                lines++;
            }
        below = most;
    }
}

void accuracy_print_confusion(const accuracy *a) {
    if (a->classes <= MATRIX_LIMIT)
        print_matrix(a);
    else
        print_pairs(a);
}

json_t *accuracy_confusion_json(const accuracy *a) {
    json_t *rows = json_array();
    for (int32_t label = 0; label < a->classes; label++) {
        json_t *row = json_array();
        for (int32_t k = 0; k < a->classes; k++)
            json_array_append_new(
                row, json_integer((json_int_t)a->confusion[(int64_t)label * a->classes + k]));
        json_array_append_new(rows, row);
    }
    return rows;
}
