#include "audio/features.h"
#include "audio/wav.h"
#include "base/cli.h"
#include "base/mem.h"
#include "base/npy.h"
#include "cmd/cmd.h"
#include "cmd/model.h"

exit_status cmd_features(int argc, char **argv) {
    const char *out = NULL, *conf_path = NULL;
    cli_option options[] = {
        {"o", CLI_TEXT, &out, "OUT.npy", "write the features: int8 [frames, bands]", NULL, 0, 0},
        {"conf", CLI_TEXT, &conf_path, "F", "the front end, default model/digits.conf", NULL, 0, 0},
        {0}};
    cli_verb verb = {.usage = "mote features IN.wav -o OUT.npy [--conf F]",
                     .summary = "Makes log-mel features of a sound, by the code and in the blocks "
                                "of the device.\nOther rates and several channels are converted.",
                     .example = "  mote features seven.wav -o seven.npy\n",
                     .options = options,
                     .min_arguments = 1,
                     .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    if (!out)
        fail(STATUS_USAGE, "where to? give -o OUT.npy");
    if (!conf_path)
        conf_path = mem_printf("%s/model/digits.conf", model_data_folder());
    const audio_conf *conf = audio_conf_read(conf_path);
    audio_pcm pcm = audio_wav_read(verb.arguments.item[0], conf->logmel.sample_rate_hz);
    audio_features features = audio_features_of(conf, pcm.sample, pcm.count);
    npy array = {.type = NPY_INT8,
                 .rank = 2,
                 .shape = {features.frames, conf->logmel.bands},
                 .count = features.frames * conf->logmel.bands,
                 .data = (uint8_t *)features.value};
    bytes file = npy_format(&array);
    file_add_output(out, file.data, file.size);
    file_commit();
    return STATUS_DONE;
}
