/* Prints the random model of a seed. */
#include <stdio.h>
#include <stdlib.h>

#include "test/unit/random_stream.h"

int main(int argc, char **argv) {
    text source = {0};
    random_stream(strtoull(argc > 1 ? argv[1] : "1", NULL, 10), &source);
    fputs(text_string(&source), stdout);
    return 0;
}
