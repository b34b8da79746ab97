/* Depthwise tiles for windows of one column that slide along the height
 * (device/kernel/depthwise_sliding_s8.h): the rows of 4 channels are expanded, then one channel is
 * made after the other, two rows at a time. All numbers are known, so offsets are constants.
 *
 * With p the words of a channel, two rows each, row 2i is the sum of p[i+j].E[j] and row 2i + 1
 * that of p[i+j].O[j] with the halves crossed, where
 *   E[j] = (w[2j], w[2j+1])     O[j] = (w[2j], w[2j-1])
 * Of O[0] and of the ends only one half counts, which lies in another register as well.
 *
 * r0 is the channel's place in the planes, r1 its next output. The other registers are, in this
 * order: those that turn (words of the window, the two sums), weights, constants of the finish.
 * What finds no room is in slots. More than MOTE_SLIDING_AT_ONCE weights are several passes over
 * the rows with sums in scratch between them; with a last row alone, a pass ends with that.
 *
 * A pass is rounds of a loop over some pairs of rows. Where these do not come out even, the first
 * round is entered in the middle, with r0 and r1 moved back. */
#include "device/kernel/depthwise_sliding_s8.h"

#include "base/mem.h"
#include "emit/assembly.h"

#define PAIR_BYTES 16 /* from one pair of rows to the next in the planes */
#define MOST_WORDS 3  /* of a pass */
#define MOST_TURNING (MOST_WORDS + 2)
#define MOST_UNROLLED 64 /* pairs of rows */
#define ROUND_CYCLES 6
#define CYCLES_FOR_A_BYTE 5 /* of code that are worth it, in all of a layer */
#define MOST_OFFSET 4095    /* of a byte in an instruction */

enum {
    SLOT_CONSTANTS, /* of the channel */
    SLOT_NUDGE,
    SLOT_SHIFT,
    SLOT_END, /* r0 behind the last round */
    SLOT_IN,  /* first row at the block's place; scattered: the table */
    SLOT_AT,  /* scattered: the block's place in rows */
    SLOT_OUT_END
};

static const char *const registers[] = {"r2", "r3", "r4",  "r5",  "r6",  "r7",
                                        "r8", "r9", "r10", "r11", "r12", "lr"};
enum { REGISTERS = sizeof registers / sizeof registers[0] };

typedef struct writer {
    assembly *a;
    int taps, rows, step; /* step: bytes from a row to the next */
    int linear;
    int x, out;     /* where r0 and r1 are now, from the block's first channel */
    int sums;       /* bytes from a pair in the planes to its sums */
    int used;       /* registers given out */
    int round_out;  /* a pair's first output in the round */
    int per_round;  /* pairs, of more than one round */
    int first, end; /* words of the window in this pass */
    int is_last;
    const char *even[MOST_WORDS + 1], *odd[MOST_WORDS + 1]; /* weights, by word from `first` on */
    const char *bias, *multiplier, *nudge, *shift;          /* NULL: in its slot */
    const char *round_end;                                  /* of r0; the same */
    const char *turning[MOST_TURNING];                      /* that are free now */
    int free;
    const char *words[MOST_WORDS + MOST_UNROLLED]; /* of a round */
} writer;

static const char *take(writer *w) {
    return w->used < REGISTERS ? registers[w->used++] : NULL;
}

static const char *turn(writer *w) {
    return w->turning[--w->free];
}

static void let_go(writer *w, const char *reg) {
    w->turning[w->free++] = reg;
}

/* Adds a constant of any size. */
static void move(assembly *a, const char *reg, int by) {
    const char *what = by < 0 ? "sub" : "add";
    for (int left = by < 0 ? -by : by, step; left > 0; left -= step) {
        step = left < 4095 ? left : 4095;
        assembly_line(a, "%s%s %s, %s, #%d", what, step < 256 ? "s" : "w", reg, reg, step);
    }
}

static void move_to(writer *w, int x, int out) {
    move(w->a, "r0", x - w->x);
    move(w->a, "r1", out - w->out);
    w->x = x;
    w->out = out;
}

/* ---- weights ---- */

/* Where weight i is among the bytes of weights. */
static int sliding_byte(int i) {
    return i / 4 * 4 + i % 2 * 2 + i / 2 % 2;
}

static int weight_words(const writer *w) {
    return (w->taps + !w->linear + 3) / 4;
}

/* Does the window have the pair E[j] or O[j], or, `whole`, both of its weights? */
static int has_even(const writer *w, int j, int whole) {
    return j >= 0 && 2 * j + whole < w->taps;
}

static int has_odd(const writer *w, int j) {
    return j > 0 && 2 * j < w->taps;
}

/* Registers for the weights of the pass. E of one weight is had from O, but of the first word. */
static void take_weights(writer *w) {
    for (int j = w->first; j < w->end; j++) {
        int n = j - w->first;
        w->even[n] = has_even(w, j, j > 0) ? take(w) : NULL;
        w->odd[n] = has_odd(w, j) ? take(w) : NULL;
    }
}

/* Where E[j] is to be: if nowhere for good, where O[j] comes, or until O[j+1] is made. */
static const char *place_of(const writer *w, int j) {
    if (j < w->first)
        return j >= 0 && j == w->first - 1 && w->odd[0] ? w->turning[1] : NULL;
    if (j >= w->end || !has_even(w, j, 0))
        return NULL;
    return w->even[j - w->first] ? w->even[j - w->first] : w->odd[j - w->first];
}

/* Bytes 0 and 2 of `from`, or 1 and 3, as halves: doubled, or with a linear scale 256 times. */
static void expand(const writer *w, const char *to, const char *from, int odd) {
    if (w->linear) {
        if (!odd)
            assembly_line(w->a, "lsl.w %s, %s, #8", to, from);
        assembly_line(w->a, "bic.w %s, %s, #0x00ff00ff", to, odd ? from : to);
    } else {
        assembly_line(w->a, "sxtb16 %s, %s%s", to, from, odd ? ", ror #8" : "");
        assembly_line(w->a, "sadd16 %s, %s, %s", to, to, to);
    }
}

/* `base` points to the channel's constants. */
static void load_weights(writer *w, const char *base) {
    int from = (w->first > 0 ? w->first - 1 : 0) / 2, to = (w->end + 1) / 2;
    for (int i = from; i < to; i++) {
        const char *first = place_of(w, 2 * i), *second = place_of(w, 2 * i + 1);
        if (first || second)
            assembly_line(w->a, "ldr %s, [%s, #%d]", second ? second : first, base, 4 * i);
    }
}

static void expand_weights(writer *w) {
    int from = (w->first > 0 ? w->first - 1 : 0) / 2, to = (w->end + 1) / 2;
    for (int i = from; i < to; i++) {
        const char *first = place_of(w, 2 * i), *second = place_of(w, 2 * i + 1);
        if (first)
            expand(w, first, second ? second : first, 0);
        if (second)
            expand(w, second, second, 1);
    }
    for (int j = w->end - 1; j >= w->first; j--)
        if (w->odd[j - w->first])
            assembly_line(w->a, "pkhbt %s, %s, %s", w->odd[j - w->first], place_of(w, j),
                          place_of(w, j - 1));
}

/* ---- a pair of rows ---- */

/* A word's products for the even row, if it has any. `from`: the sum so far. */
static void multiply_even(const writer *w, int j, const char *x, const char *sum,
                          const char *from) {
    int n = j - w->first;
    if (has_even(w, j, 1))
        assembly_line(w->a, "smlad %s, %s, %s, %s", sum, x, w->even[n], from);
    else if (has_even(w, j, 0))
        assembly_line(w->a, "smlabb %s, %s, %s, %s", sum, x, j ? w->odd[n] : w->even[n], from);
}

static void multiply_odd(const writer *w, int j, const char *x, const char *sum, const char *from) {
    int n = j - w->first;
    if (j == 0)
        assembly_line(w->a, "smlatb %s, %s, %s, %s", sum, x, w->even[n], from);
    else if (has_odd(w, j))
        assembly_line(w->a, "smladx %s, %s, %s, %s", sum, x, w->odd[n], from);
    else
        assembly_line(w->a, "smlabt %s, %s, %s, %s", sum, x, w->even[n - 1], from);
}

/* The product with the multiplier, rounded towards the output; returns its register. */
static const char *scale(writer *w, const char *sum) {
    assembly *a = w->a;
    if (a->tile->finish != OP_TILE_PLAIN) {
        assembly_line(a, "smmla%s %s, %s, %s, %s", w->linear ? "" : "r", sum, sum, w->multiplier,
                      w->nudge);
        return sum;
    }
    const char *product = turn(w);
    assembly_line(a, "smmlar %s, %s, %s, %s", product, sum, w->multiplier, w->nudge);
    assembly_line(a, "add.w %s, %s, %s, asr #31", product, product, sum);
    let_go(w, sum);
    return product;
}

static void put_values(writer *w, const char *const *sums, int rows) {
    const char *values[2], *shift = w->shift;
    for (int row = 0; row < rows; row++)
        values[row] = scale(w, sums[row]);
    if (!w->linear && !shift) {
        shift = turn(w);
        assembly_get(w->a, shift, SLOT_SHIFT);
        let_go(w, shift);
    }
    for (int row = 0; row < rows; row++) {
        if (!w->linear)
            assembly_line(w->a, "asrs %s, %s, %s", values[row], values[row], shift);
        assembly_line(w->a, "ssat %s, #8, %s, asr #%d", values[row], values[row],
                      w->linear ? MOTE_SLIDING_LINEAR_SHIFT : 1);
        let_go(w, values[row]);
    }
    for (int row = 0; row < rows; row++)
        assembly_line(w->a, "strb %s, [r1, #%d]", values[row], w->round_out + row * w->step);
}

static void put_sums(writer *w, int pair, const char *const *sums, int rows) {
    for (int row = 0; row < rows; row++) {
        assembly_line(w->a, "str %s, [r0, #%d]", sums[row], w->sums + pair * PAIR_BYTES + 4 * row);
        let_go(w, sums[row]);
    }
}

/* Words that a pair has from the one before. */
static int kept(const writer *w) {
    return w->end - w->first - 1;
}

static int is_first_word(const writer *w, const char *reg) {
    for (int n = 0; n < kept(w); n++)
        if (w->words[n] == reg)
            return 1;
    return 0;
}

static int is_free(const writer *w, const char *reg) {
    for (int i = 0; i < w->free; i++)
        if (w->turning[i] == reg)
            return 1;
    return 0;
}

static void hold(writer *w, int n, const char *reg) {
    int i = 0;
    while (w->turning[i] != reg)
        i++;
    w->free--;
    for (; i < w->free; i++)
        w->turning[i] = w->turning[i + 1];
    w->words[n] = reg;
}

/* A register for a word: the first ones of the next round want those of this round's first. */
static void find_register(writer *w, int n) {
    const char *reg = w->turning[w->free - 1];
    if (n >= w->per_round && is_free(w, w->words[n - w->per_round]))
        reg = w->words[n - w->per_round];
    for (int i = 0; i < w->free && n >= kept(w) && n < w->per_round; i++)
        if (!is_first_word(w, w->turning[i]))
            reg = w->turning[i];
    hold(w, n, reg);
}

static void load(const writer *w, int n, const char *reg) {
    assembly_line(w->a, "ldr %s, [r0, #%d]", reg, (w->first + n) * PAIR_BYTES);
}

static void load_word(writer *w, int n) {
    find_register(w, n);
    load(w, n, w->words[n]);
}

/* Pair `pair` of a round or, `rows` 1, its first row alone; all its words but the last are there.
 * The second sum comes where the first word was. */
static void make_pair(writer *w, int pair, int rows) {
    int count = kept(w) + 1;
    const char **x = w->words + pair, *from[2] = {w->bias, w->bias}, *sums[2];
    if (rows == 2 || has_even(w, w->end - 1, 0))
        load_word(w, pair + count - 1);
    sums[0] = turn(w);
    sums[1] = x[0];
    for (int row = 0; row < rows && w->first > 0; row++) {
        from[row] = row ? turn(w) : sums[0];
        assembly_line(w->a, "ldr %s, [r0, #%d]", from[row], w->sums + pair * PAIR_BYTES + 4 * row);
    }
    for (int n = 0; n < count; n++) {
        multiply_even(w, w->first + n, x[n], sums[0], n ? sums[0] : from[0]);
        if (rows == 2)
            multiply_odd(w, w->first + n, x[n], sums[1], n ? sums[1] : from[1]);
    }
    if (rows == 1)
        let_go(w, x[0]);
    else if (w->first > 0)
        let_go(w, from[1]);
    if (w->is_last)
        put_values(w, sums, rows);
    else
        put_sums(w, pair, sums, rows);
}

/* ---- a pass over the rows ---- */

static void begin_turning(writer *w) {
    int count = w->end - w->first + 1 + (w->first > 0 || (w->is_last && !w->linear));
    for (w->free = 0; w->free < count; w->free++)
        w->turning[w->free] = registers[w->free];
}

/* A low register makes shifts shorter. */
static void exchange(const char **a, const char **b) {
    const char *was = *a;
    *a = *b;
    *b = was;
}

/* The channel's constants into registers and slots. */
static void begin_pass(writer *w) {
    assembly *a = w->a;
    begin_turning(w);
    w->used = w->free;
    take_weights(w);
    w->bias = w->first == 0 ? take(w) : NULL;
    w->multiplier = w->is_last ? take(w) : NULL;
    w->nudge = w->is_last ? take(w) : NULL;
    w->shift = w->is_last && !w->linear ? take(w) : NULL;
    w->round_end = take(w);
    if (w->shift)
        exchange(&w->shift, &w->even[0]);
    const char *base = w->turning[0], *shift = w->shift ? w->shift : w->turning[2];
    int scale_at = 4 * weight_words(w);
    assembly_get(a, base, SLOT_CONSTANTS);
    load_weights(w, base);
    if (w->bias)
        assembly_line(a, "ldr %s, [%s, #%d]", w->bias, base, scale_at);
    if (w->is_last) {
        assembly_line(a, "ldr %s, [%s, #%d]", w->multiplier, base, scale_at + 4);
        if (!w->linear)
            assembly_line(a, "ldrb %s, [%s, #%d]", shift, base, sliding_byte(w->taps));
        move(a, base, scale_at + 4 * MOTE_SLIDING_SCALE);
        assembly_put(a, base, SLOT_CONSTANTS);
        assembly_get(a, w->nudge, SLOT_NUDGE);
        if (!w->linear)
            assembly_line(a, "lsl.w %s, %s, %s", w->nudge, w->nudge, shift);
        if (!w->linear && !w->shift)
            assembly_put(a, shift, SLOT_SHIFT);
    }
    expand_weights(w);
}

/* Enters a round, whose first words have their registers, before pair `skipped`, with the words
 * that it would have then. */
static void enter(const writer *w, int skipped) {
    text unused = {0};
    assembly a = *w->a;
    writer dry = *w;
    a.out = &unused;
    dry.a = &a;
    for (int pair = 0; pair < skipped; pair++)
        make_pair(&dry, pair, 2);
    for (int n = skipped; n < skipped + kept(w); n++)
        load(w, n, dry.words[n]);
    assembly_line(w->a, "b .L%s_into_%d", w->a->name, w->first);
}

/* A round more takes time, a pair more in a round takes code. */
static int rounds_of(const writer *w, int pairs) {
    int best = 0, least = 0, pair_bytes = w->is_last ? 68 : 36;
    for (int rounds = 1; rounds <= pairs || rounds == 1; rounds++) {
        int unrolled = (pairs + rounds - 1) / rounds;
        int cycles = ROUND_CYCLES + (unrolled <= kept(w) ? kept(w) + 1 : 0);
        int cost = rounds * cycles * w->step + unrolled * pair_bytes * CYCLES_FOR_A_BYTE;
        if ((2 * unrolled - 1) * w->step <= MOST_OFFSET && (best == 0 || cost < least)) {
            best = rounds;
            least = cost;
        }
    }
    return best;
}

/* Is there another round? With its first words where they belong. */
static void next_round(writer *w) {
    const char *end = w->round_end;
    for (int n = 0; n < kept(w); n++)
        if (w->words[w->per_round + n] != w->words[n])
            load(w, n, w->words[n]);
    begin_turning(w);
    for (int n = 0; n < kept(w); n++)
        hold(w, n, w->words[n]);
    if (!end) {
        end = w->turning[0];
        assembly_get(w->a, end, SLOT_END);
    }
    assembly_line(w->a, "cmp r0, %s", end);
    assembly_line(w->a, "bne .L%s_round_%d", w->a->name, w->first);
}

/* Before the first round, which may begin in the middle. */
static void begin_rounds(writer *w, int bytes, int skipped) {
    const char *end = w->round_end ? w->round_end : w->turning[0];
    assembly_line(w->a, "addw %s, r0, #%d", end, bytes);
    if (!w->round_end)
        assembly_put(w->a, end, SLOT_END);
    for (int n = 0; n < kept(w); n++) {
        find_register(w, n);
        if (!skipped)
            load(w, n, w->words[n]);
    }
    if (skipped)
        enter(w, skipped);
    assembly_line(w->a, ".balign 4");
    assembly_line(w->a, ".L%s_round_%d:", w->a->name, w->first);
}

static void make_pairs(writer *w, int pairs) {
    int rounds = rounds_of(w, pairs), per_round = (pairs + rounds - 1) / rounds;
    int skipped = rounds * per_round - pairs, out = w->is_last ? 2 * per_round * w->step : 0;
    move_to(w, -skipped * PAIR_BYTES, w->is_last ? -2 * skipped * w->step : w->out);
    w->per_round = rounds > 1 ? per_round : MOST_UNROLLED;
    if (rounds > 1)
        begin_rounds(w, rounds * per_round * PAIR_BYTES, skipped);
    for (int n = 0; n < kept(w) && rounds == 1; n++)
        load_word(w, n);
    for (int pair = 0; pair < per_round; pair++) {
        if (pair == skipped && skipped)
            assembly_line(w->a, ".L%s_into_%d:", w->a->name, w->first);
        w->round_out = 2 * pair * w->step;
        make_pair(w, pair, 2);
    }
    move(w->a, "r0", per_round * PAIR_BYTES);
    move(w->a, "r1", out);
    if (rounds > 1)
        next_round(w);
    for (int n = 0; n < kept(w) && rounds == 1; n++)
        w->words[n] = w->words[per_round + n];
    w->per_round = MOST_UNROLLED;
    w->x += rounds * per_round * PAIR_BYTES;
    w->out += rounds * out;
}

static void make_pass(writer *w) {
    begin_pass(w);
    make_pairs(w, w->rows / 2);
    w->round_out = 0;
    if (w->rows % 2)
        make_pair(w, 0, 1);
}

/* ---- the whole function ---- */

static void begin(writer *w) {
    assembly *a = w->a;
    if (w->linear)
        assembly_line(a, "lsls r3, r3, #%d", MOTE_SLIDING_LINEAR_SHIFT - 1);
    assembly_put(a, "r1", SLOT_CONSTANTS);
    assembly_put(a, "r3", SLOT_NUDGE);
    assembly_argument(a, "r3", 4);
    assembly_argument(a, "r4", 5);
    assembly_argument(a, "r5", 6);
    assembly_line(a, "adds r1, r2, r4");
    assembly_line(a, "add r5, r2");
    assembly_put(a, "r5", SLOT_OUT_END);
    if (a->tile->scattered) {
        assembly_put(a, "r4", SLOT_AT);
    } else {
        assembly_line(a, "ldr r3, [r3]");
        assembly_line(a, "add r3, r4");
    }
    assembly_put(a, "r3", SLOT_IN);
}

/* Two rows, in the registers `upper` and `lower`, into the planes at r3. */
static void expand_pair(assembly *a, const char *upper, const char *lower) {
    assembly_line(a, "pkhbt r5, %s, %s, lsl #16", upper, lower);
    assembly_line(a, "pkhtb r7, %s, %s, asr #16", lower, upper);
    assembly_line(a, "sxtb16 r4, r5");
    assembly_line(a, "sxtb16 r5, r5, ror #8");
    assembly_line(a, "sxtb16 r6, r7");
    assembly_line(a, "sxtb16 r7, r7, ror #8");
    assembly_line(a, "stm r3!, {r4-r7}");
}

/* Rows at equal distances at r2: as many as fit the offsets, but not more than 4 at a time. */
static void expand_neighbours(writer *w, int pairs) {
    static const char *const rows[] = {"r8", "r9", "r10", "r11"};
    int count = pairs % 2 == 0 && 3 * w->step <= MOST_OFFSET ? 4 : 2;
    for (int row = 0; row < count; row++)
        assembly_line(w->a, "ldr %s, [r2, #%d]", rows[row], row * w->step);
    move(w->a, "r2", count * w->step);
    for (int row = 0; row < count; row += 2)
        expand_pair(w->a, rows[row], rows[row + 1]);
}

/* Two rows of the table at r2; lr is the block's place in rows. */
static void expand_scattered(writer *w) {
    assembly_line(w->a, "ldm r2!, {r8, r9}");
    assembly_line(w->a, "ldr r8, [r8, lr]");
    assembly_line(w->a, "ldr r9, [r9, lr]");
    expand_pair(w->a, "r8", "r9");
}

static void begin_block(writer *w) {
    assembly *a = w->a;
    int pairs = (w->rows + w->taps) / 2, scattered = a->tile->scattered;
    assembly_line(a, ".L%s_block:", a->name);
    assembly_get(a, "r2", SLOT_IN);
    if (scattered)
        assembly_get(a, "lr", SLOT_AT);
    assembly_line(a, "add%s r3, %s, #4", scattered ? ".w" : "s", scattered ? "lr" : "r2");
    assembly_put(a, "r3", scattered ? SLOT_AT : SLOT_IN);
    assembly_line(a, "mov r3, r0");
    assembly_line(a, "addw r12, r0, #%d", pairs * PAIR_BYTES);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_expand:", a->name);
    if (scattered)
        expand_scattered(w);
    else
        expand_neighbours(w, pairs);
    assembly_line(a, "cmp r3, r12");
    assembly_line(a, "bne .L%s_expand", a->name);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_channel:", a->name);
}

static void make_channel(writer *w) {
    int words = w->taps / 2 + 1, passes = (words + MOST_WORDS - 1) / MOST_WORDS;
    w->end = 0;
    for (int pass = 0; pass < passes; pass++) {
        w->first = w->end;
        w->end += words / passes + (pass < words % passes);
        w->is_last = pass == passes - 1;
        make_pass(w);
    }
}

/* A block's first output is aligned. */
static void next_channel(writer *w) {
    assembly *a = w->a;
    move_to(w, 4, 1);
    assembly_line(a, "lsls r2, r1, #30");
    assembly_line(a, "bne .L%s_channel", a->name);
    assembly_get(a, "r2", SLOT_OUT_END);
    move(a, "r0", -PAIR_BYTES);
    assembly_line(a, "cmp r1, r2");
    assembly_line(a, "bne .L%s_block", a->name);
}

void tile_write_sliding(assembly *a) {
    const op_tile *t = a->tile;
    writer w = {.a = a,
                .taps = t->lines,
                .rows = t->columns,
                .step = t->channels,
                .linear = t->finish == OP_TILE_LINEAR,
                .sums = (t->lines + t->columns) / 2 * PAIR_BYTES};
    assembly_begin(a, "r4-r11");
    begin(&w);
    begin_block(&w);
    make_channel(&w);
    next_channel(&w);
    assembly_end(a, "r4-r11");
}
