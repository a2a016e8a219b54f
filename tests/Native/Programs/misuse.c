/* Uses every function of eseq.h wrongly and prints what comes back: "name code message".
 * usage: misuse LIBRARY_FOLDER MODEL NOT_A_MODEL */
#include <stdio.h>
#include <string.h>

#include "eseq.h"

static void show(const char *name, int32_t code)
{
    char message[512] = "";
    if (code < 0) eseq_last_error(message, sizeof message);
    printf("%s %d %s\n", name, code, message);
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    eseq_model model = 77;
    eseq_stream stream = 77;
    eseq_result result;
    float samples[160] = {0};
    char text[8];

    show("before-start", eseq_load(argv[2], &model));
    show("start-null", eseq_start(NULL));
    show("start-nowhere", eseq_start("/no/such/folder"));
    show("start", eseq_start(argv[1]));
    show("start-again", eseq_start(argv[1]));
    show("load-null-path", eseq_load(NULL, &model));
    show("load-null-model", eseq_load(argv[2], NULL));
    show("load-bad-utf8", eseq_load("models/\xff\xfe.eseq", &model));
    show("load-missing", eseq_load("no-such-model.eseq", &model));
    show("load-not-a-model", eseq_load(argv[3], &model));
    printf("model-stays-0 %d\n", (int)model);
    show("load", eseq_load(argv[2], &model));
    show("create-no-model", eseq_create(12345, &stream));
    show("create-null", eseq_create(model, NULL));
    show("create", eseq_create(model, &stream));
    show("push-null", eseq_push(stream, NULL, 160));
    show("push-negative", eseq_push(stream, samples, -1));
    show("push-nothing", eseq_push(stream, NULL, 0));
    show("push", eseq_push(stream, samples, 160));
    show("push-to-a-model", eseq_push(model, samples, 160));
    show("rate-of-a-stream", eseq_sample_rate(stream));
    show("read-null", eseq_read(stream, NULL, text, sizeof text, NULL, 0));
    show("end", eseq_end(stream));
    show("tick", eseq_tick(stream, INT64_MAX));
    show("read-no-room", eseq_read(stream, &result, NULL, 0, NULL, 0));
    show("read", eseq_read(stream, &result, text, sizeof text, NULL, 0));
    show("read-nothing", eseq_read(stream, &result, text, sizeof text, NULL, 0));
    show("destroy-model", eseq_destroy(model));
    show("stream-lives-on", eseq_push(stream, samples, 160));
    show("destroy", eseq_destroy(stream));
    show("destroy-again", eseq_destroy(stream));
    show("destroy-0", eseq_destroy(0));
    show("push-destroyed", eseq_push(stream, samples, 160));
    show("push-i16-destroyed", eseq_push_i16(stream, NULL, 0));
    show("tick-destroyed", eseq_tick(stream, -1));
    show("read-destroyed", eseq_read(stream, &result, text, sizeof text, NULL, 0));
    show("end-destroyed", eseq_end(stream));
    show("reset-destroyed", eseq_reset(stream));
    char few[8];
    printf("cut-message %d\n", eseq_last_error(few, sizeof few) > (int)strlen(few) && strlen(few) == sizeof few - 1);
    return 0;
}
