# mote: `make` builds build/mote, `make demo` and `make demo-vww` show it at work, `make test` proves
# it, `make bench` says what it costs, `make install` installs it. BUILD= puts the outputs elsewhere, SANITIZE=1 builds with
# AddressSanitizer and UBSan.

CC ?= gcc
BUILD ?= build

# `make -f .../Makefile` in another folder: outputs go to build/ there.
SOURCE_DIR := $(patsubst %/,%,$(dir $(realpath $(lastword $(MAKEFILE_LIST)))))
ifneq ($(SOURCE_DIR),$(CURDIR))
.PHONY: $(or $(MAKECMDGOALS),all) elsewhere
$(or $(MAKECMDGOALS),all): elsewhere ;
elsewhere:
	@$(MAKE) --no-print-directory -C $(SOURCE_DIR) BUILD=$(abspath $(BUILD)) $(MAKECMDGOALS)
else

PREFIX ?= /usr/local
# Where mote finds device/, target/ and part/ at run time; the environment's MOTE_DATA_DIR comes first.
DATA_DIR ?= $(CURDIR)
VERSION := $(shell cat VERSION)

PACKAGES := unicorn jansson libpng sndfile samplerate zlib nettle
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -pedantic
CPPFLAGS += -D_GNU_SOURCE -Isrc -I. -DMOTE_DATA_DIR='"$(DATA_DIR)"' -DMOTE_VERSION='"$(VERSION)"'
CFLAGS ?= -O2 -g
override CFLAGS += -std=c11 $(WARNINGS)
LDLIBS = $(shell pkg-config --libs $(PACKAGES)) -linih -lm
# On 32-bit x86, float and double must be computed as such: SSE, not the x87's longer registers.
ifneq ($(shell $(CC) $(CFLAGS) -dM -E - </dev/null 2>/dev/null | grep __i386__),)
override CFLAGS += -msse2 -mfpmath=sse
endif
ifdef FUZZ
SANITIZE := 1
override CFLAGS += -DFUZZ -fsanitize=fuzzer-no-link
endif
ifdef SANITIZE
override CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif

SOURCES := $(wildcard src/*/*.c) $(wildcard device/audio/*.c)
OP_NAMES := $(sort $(shell grep -l '^const op_kind op_' src/op/*.c | xargs -n1 basename -s .c))
LIB_OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/op_kinds.o
LIB := $(BUILD)/libmote.a

.PHONY: all clean needed
all: $(BUILD)/mote

needed:
	@{ command -v $(firstword $(CC)) && pkg-config --exists $(PACKAGES); } >/dev/null 2>&1 || \
		{ echo "a compiler or libraries are missing; tools/install-packages.sh installs them" >&2; exit 1; }

$(LIB_OBJECTS) $(BUILD)/src/main.o: | needed

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

DEMOS := $(BUILD)/demo-digits $(BUILD)/demo-vww
DEMO_COMMON := $(patsubst %.c,$(BUILD)/%.o,$(wildcard demo/common/*.c))

$(DEMOS): $(BUILD)/demo-%: $(BUILD)/demo/%.o $(DEMO_COMMON) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

.PHONY: demo demo-vww demo-packages
demo-packages:
	@tools/install-packages.sh demo

demo: demo-packages
	@$(MAKE) --no-print-directory -s all $(BUILD)/demo-digits
	@[ "$(WAV)" != "$(BUILD)/demo.wav" ] || { echo "a synthetic voice says: $(SAY)"; \
		espeak-ng -v en-us -w $(WAV) "$(SAY)"; }
	@$(BUILD)/mote run model/digits.tflite "$(WAV)"
	@$(BUILD)/demo-digits model/digits.tflite "$(WAV)" $(BOARDS)

# ---- the demonstration: a person in the picture, on a board that the picture would not fit in ----
# MODEL= is MLPerf Tiny's person detector, which does not come with mote; IMAGE=my.png (or several in
# quotes) shows it other pictures, of the size that the model takes.
MODEL ?= ../shared/models/mlperf_tiny/vww_96_int8.tflite
IMAGES ?= ../shared/data/vww/images.npy
IMAGE ?= $(if $(wildcard $(IMAGES)),$(foreach n,0 2 3 4 5 6,$(IMAGES):$n))

demo-vww: demo-packages
	@[ -e "$(MODEL)" ] || { echo "no model at $(MODEL): MLPerf Tiny's person detector does not come" \
		"with mote; give it by MODEL=path/to/vww_96_int8.tflite, and a picture by IMAGE=my.png"; exit 1; }
	@[ -n "$(IMAGE)" ] || { echo "no pictures at $(IMAGES): give one of 96 x 96 by IMAGE=my.png"; exit 1; }
	@$(MAKE) --no-print-directory -s all $(BUILD)/demo-vww
	@$(BUILD)/demo-vww "$(MODEL)" microbit $(IMAGE)

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
	$(MAKE) --no-print-directory -j2 all unit-tests $(DEMOS)
	@test/run.sh $(BUILD)

# ---- what models cost, against test/bench/history.csv, which gets what has changed (bench.sh says more) ----
.PHONY: bench
bench: packages all
	@BUILD=$(BUILD) test/bench/bench.sh

# ---- fuzzing: libFuzzer's targets, FUZZ_SECONDS each (CONTRIBUTING.md says more) ----
FUZZ_TARGETS := $(patsubst %.c,$(BUILD)/%,$(wildcard test/fuzz/fuzz_*.c))
FUZZ_HELPERS := test/fuzz/mutate.c test/fuzz/pipeline.c $(TEST_HELPERS)
FUZZ_SECONDS ?= 60

$(FUZZ_TARGETS): $(BUILD)/test/fuzz/%: $(BUILD)/test/fuzz/%.o $(FUZZ_HELPERS:%.c=$(BUILD)/%.o) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) $(if $(FUZZ),-fsanitize=fuzzer) $^ $(LDLIBS) -o $@

.PHONY: fuzz fuzz-targets fuzz-build
fuzz-targets: $(FUZZ_TARGETS) $(BUILD)/test/fuzz/make_seeds $(BUILD)/test/unit/test_memory

$(BUILD)/test/fuzz/make_seeds: $(BUILD)/test/fuzz/make_seeds.o $(TEST_HELPERS:%.c=$(BUILD)/%.o) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

fuzz-build:
	@$(MAKE) --no-print-directory -s CC=clang FUZZ=1 BUILD=$(BUILD)/fuzz fuzz-targets

fuzz: packages fuzz-build
	test/fuzz/fuzz.sh $(BUILD) $(FUZZ_SECONDS)

# ---- mutants: the product broken in many ways, one at a time (test/mutants/run.sh says more) ----
.PHONY: mutants
mutants: packages
	test/mutants/run.sh --all

# ---- installing and packages ----
INSTALL ?= install
INSTALL_DATA = $(INSTALL) -D -m 644
SHARE := $(DESTDIR)$(PREFIX)/share
# Everything that mote reads at run time, and everything that belongs to a device.
DATA_FILES = $(shell find device target part -type f)
DEVICE_HEADERS = $(shell cd device && find . -name '*.h')
EXAMPLE_FILES = $(shell find examples model -type f)
VERBS = $(shell $(BUILD)/mote --help | sed -n 's/^  \([a-z][a-z]*\)  *[^ ].*/\1/p')

.PHONY: install dist deb
install: all
	$(INSTALL) -D -m 755 $(BUILD)/mote $(DESTDIR)$(PREFIX)/bin/mote
	for file in $(DATA_FILES); do $(INSTALL_DATA) $$file $(SHARE)/mote/$$file || exit 1; done
	for file in $(DEVICE_HEADERS); do \
		$(INSTALL_DATA) device/$$file $(DESTDIR)$(PREFIX)/include/mote/$$file || exit 1; done
	for file in $(EXAMPLE_FILES); do $(INSTALL_DATA) $$file $(SHARE)/doc/mote/$$file || exit 1; done
	man/pages.sh $(BUILD)/mote $(BUILD)/man
	for page in mote $(VERBS:%=mote-%); do \
		$(INSTALL_DATA) $(BUILD)/man/$$page.1 $(SHARE)/man/man1/$$page.1 || exit 1; done
	$(INSTALL_DATA) completion/mote.bash $(SHARE)/bash-completion/completions/mote
	$(INSTALL_DATA) completion/_mote $(SHARE)/zsh/site-functions/_mote
	$(INSTALL_DATA) cmake/mote-config.cmake $(SHARE)/cmake/mote/mote-config.cmake
	sed 's/@VERSION@/$(VERSION)/' cmake/mote-config-version.cmake.in > $(BUILD)/mote-config-version.cmake
	$(INSTALL_DATA) $(BUILD)/mote-config-version.cmake $(SHARE)/cmake/mote/mote-config-version.cmake

# The sources, without what git ignores (where git is missing: all), which build and test without it.
# All files get the time of the last commit.
HAVE_GIT := $(and $(wildcard .git),$(shell command -v git))
DIST_TIME = $(shell $(if $(HAVE_GIT),git log -1 --format=%ct,stat -c %Y VERSION))
DIST_FILES = $(if $(HAVE_GIT),git ls-files -co --exclude-standard,\
	find . \( -path ./.git -o -path ./build -o -path './$(BUILD)' \) -prune -o -type f -print)
TREE := mote-$(VERSION)
dist:
	@rm -rf $(BUILD)/$(TREE) && mkdir -p $(BUILD)/$(TREE)
	$(DIST_FILES) | \
		tar -c --ignore-failed-read -T - | tar -x -C $(BUILD)/$(TREE)
	tar -c --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$(DIST_TIME) -C $(BUILD) $(TREE) | \
		gzip -n9 > $(BUILD)/$(TREE).tar.gz
	@echo $(BUILD)/$(TREE).tar.gz

# A Debian package: $(BUILD)/mote_$(VERSION)_*.deb. Its own make must not take this one's variables.
deb: dist
	tools/install-packages.sh deb
	cd $(BUILD)/$(TREE) && env -u MAKEFLAGS -u BUILD dpkg-buildpackage -b -us -uc
	@ls $(BUILD)/mote_$(VERSION)_*.deb

clean:
	rm -rf $(BUILD)

-include $(LIB_OBJECTS:.o=.d) $(BUILD)/src/main.d $(wildcard $(BUILD)/test/unit/*.d $(BUILD)/test/fuzz/*.d $(BUILD)/demo/*.d $(BUILD)/demo/*/*.d)
endif
