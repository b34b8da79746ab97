# mote: `make` builds build/mote, `make demo` shows it at work, `make test` proves it.
# BUILD= puts the outputs elsewhere, SANITIZE=1 builds with AddressSanitizer and UBSan.

CC ?= gcc
BUILD ?= build
PREFIX ?= /usr/local
# Where mote finds device/ and target/ at run time; the environment's MOTE_DATA_DIR comes first.
DATA_DIR ?= $(CURDIR)
VERSION := $(shell cat VERSION)

PACKAGES := unicorn jansson libpng sndfile samplerate zlib nettle
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -pedantic
CPPFLAGS += -D_GNU_SOURCE -Isrc -I. -DMOTE_DATA_DIR='"$(DATA_DIR)"' -DMOTE_VERSION='"$(VERSION)"'
CFLAGS ?= -O2 -g
override CFLAGS += -std=c11 $(WARNINGS)
LDLIBS = $(shell pkg-config --libs $(PACKAGES)) -linih -lm
ifdef SANITIZE
override CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif

SOURCES := $(wildcard src/*/*.c) $(wildcard device/audio/*.c)
OP_NAMES := $(sort $(shell grep -l '^const op_kind op_' src/op/*.c | xargs -n1 basename -s .c))
LIB_OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/op_kinds.o
LIB := $(BUILD)/libmote.a

.PHONY: all clean
all: $(BUILD)/mote

$(BUILD)/mote: $(BUILD)/src/main.o $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(LIB): $(LIB_OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/%.o: $(BUILD)/%.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

# The table of all operators, from the files that define one.
$(BUILD)/op_kinds.c: $(wildcard src/op/*.c)
	@mkdir -p $(@D)
	@{ echo '/* generated from src/op/ */'; echo '#include "op/op.h"'; \
	for op in $(OP_NAMES); do echo "extern const op_kind op_$$op;"; done; \
	echo 'const op_kind *const op_kinds[] = {'; \
	for op in $(OP_NAMES); do echo "    &op_$$op,"; done; \
	echo '    NULL};'; } > $@

# ---- the demonstration: a spoken digit on emulated boards ----
# SAY=seven lets a synthetic voice say it, WAV=my.wav takes a recording.
SAY ?= seven
WAV ?= $(BUILD)/demo.wav
BOARDS ?= microbit netduinoplus2

$(BUILD)/demo-digits: $(BUILD)/demo/demo.o $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

.PHONY: demo demo-packages
demo-packages:
	@tools/install-packages.sh demo

demo: demo-packages
	@$(MAKE) --no-print-directory -s all $(BUILD)/demo-digits
	@[ "$(WAV)" != "$(BUILD)/demo.wav" ] || { echo "a synthetic voice says: $(SAY)"; \
		espeak-ng -v en-us -w $(WAV) "$(SAY)"; }
	@$(BUILD)/mote run model/digits.tflite "$(WAV)"
	@$(BUILD)/demo-digits model/digits.tflite "$(WAV)" $(BOARDS)

# ---- tests ----
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard test/unit/test_*.c))
TEST_HELPERS := $(filter-out test/unit/test_%,$(wildcard test/unit/*.c))

$(UNIT_TESTS): $(BUILD)/test/unit/%: $(BUILD)/test/unit/%.o $(TEST_HELPERS:%.c=$(BUILD)/%.o) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

.PHONY: test unit-tests packages
unit-tests: $(UNIT_TESTS)

packages:
	@tools/install-packages.sh test

test: packages
	$(MAKE) --no-print-directory -j2 all unit-tests $(BUILD)/demo-digits
	@test/run.sh $(BUILD)

clean:
	rm -rf $(BUILD)

-include $(LIB_OBJECTS:.o=.d) $(BUILD)/src/main.d
