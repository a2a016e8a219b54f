/* Writes down what is said in a recording: the whole use of eseq.h in C. README.md says how to build it.
 * usage: transcribe LIBRARY_FOLDER MODEL WAV [PHRASES]
 * WAV: mono, 16 bit, at the model's rate. PHRASES: all that may have been said, one a line. */
#include <stdio.h>
#include <string.h>

#include "eseq.h"

static int fail(const char *what)
{
    char message[1024];
    eseq_last_error(message, sizeof message);
    fprintf(stderr, "transcribe: %s: %s\n", what, message);
    return 1;
}

/* Leaves the file at its first sample; -1 if it is no recording of the right kind. */
static int skip_header(FILE *file, int sample_rate)
{
    unsigned char header[44]; /* What most programs write; a header with more in it is refused. */
    if (fread(header, 1, sizeof header, file) != sizeof header || memcmp(header, "RIFF", 4) || memcmp(header + 36, "data", 4)) return -1;
    int channels = header[22] | header[23] << 8, bits = header[34] | header[35] << 8;
    int rate = header[24] | header[25] << 8 | header[26] << 16;
    return channels == 1 && bits == 16 && rate == sample_rate ? 0 : -1;
}

static int show_results(eseq_stream stream)
{
    eseq_result result;
    char text[4096];
    int found;
    while ((found = eseq_read(stream, &result, text, sizeof text, NULL, 0)) == 1)
        if (result.is_final && result.text_length > 0) printf("%.2f - %.2f  %s\n", result.start, result.end, text);
    return found;
}

static int transcribe(eseq_stream stream, FILE *file)
{
    int16_t samples[320]; /* 20 ms, as a microphone would bring them. */
    size_t count;
    while ((count = fread(samples, sizeof *samples, 320, file)) > 0) {
        if (eseq_push_i16(stream, samples, (int32_t)count) < 0) return -1;
        if (eseq_tick(stream, 2000) < 0 || show_results(stream) < 0) return -1;
    }
    if (eseq_end(stream) < 0 || eseq_tick(stream, -1) < 0) return -1;
    return show_results(stream);
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: transcribe LIBRARY_FOLDER MODEL WAV [PHRASES]\n");
        return 2;
    }
    eseq_model model;
    eseq_stream stream;
    eseq_options options = {0};
    if (argc == 5) options.phrases = argv[4];
    if (eseq_start(argv[1]) < 0) return fail("start");
    if (eseq_load(argv[2], &model) < 0) return fail("load");
    if (eseq_create(model, &options, &stream) < 0) return fail("create");

    FILE *file = fopen(argv[3], "rb");
    if (!file || skip_header(file, eseq_sample_rate(model)) < 0) {
        fprintf(stderr, "transcribe: %s: expected a WAV file, mono, 16 bit, %d Hz\n", argv[3], eseq_sample_rate(model));
        if (file) fclose(file);
        return 1;
    }
    int result = transcribe(stream, file) < 0 ? fail("transcribe") : 0;
    fclose(file);
    eseq_destroy(stream);
    eseq_destroy(model);
    return result;
}
