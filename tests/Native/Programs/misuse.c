/* Uses every function of eseq.h wrongly and prints what comes back: "name code message".
 * usage: misuse LIBRARY_FOLDER MODEL NOT_A_MODEL LANGUAGE_MODEL RECURRENT_LANGUAGE_MODEL MODEL_OF_CHARACTERS */
#include <math.h>
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
    if (argc != 7) return 2;
    eseq_model model = 77;
    eseq_stream stream = 77, searching = 77;
    eseq_language_model words = 77;
    eseq_recurrent_language_model recurrent = 77;
    static unsigned char state[1 << 20];
    int32_t length = 0;
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
    show("create-no-model", eseq_create(12345, NULL, &stream));
    show("create-null", eseq_create(model, NULL, NULL));
    show("load-words-null", eseq_load_language_model(NULL, &words));
    show("load-words-missing", eseq_load_language_model("no-such.lm", &words));
    show("load-words-not-a-model", eseq_load_language_model(argv[3], &words));
    show("load-recurrent-null-path", eseq_load_recurrent_language_model(NULL, &recurrent));
    show("load-recurrent-null-model", eseq_load_recurrent_language_model(argv[5], NULL));
    show("load-recurrent-missing", eseq_load_recurrent_language_model("no-such.eseq", &recurrent));
    show("load-recurrent-not-a-model", eseq_load_recurrent_language_model(argv[3], &recurrent));
    show("load-recurrent-speech", eseq_load_recurrent_language_model(argv[2], &recurrent));
    show("load-recurrent-words", eseq_load_recurrent_language_model(argv[4], &recurrent));
    show("load-recurrent-characters", eseq_load_recurrent_language_model(argv[6], &recurrent));
    printf("recurrent-stays-0 %d\n", (int)recurrent);
    show("load-words-recurrent", eseq_load_language_model(argv[5], &words));
    show("load-speech-recurrent", eseq_load(argv[5], &recurrent));
    show("load-recurrent", eseq_load_recurrent_language_model(argv[5], &recurrent));
    show("create-recurrent-words", eseq_create(model, &(eseq_options){.language_model = recurrent}, &stream));
    show("create-bad-phrases", eseq_create(model, &(eseq_options){.phrases = "(a"}, &stream));
    show("create-no-phrases", eseq_create(model, &(eseq_options){.phrases = ""}, &stream));
    show("create-bad-utf8", eseq_create(model, &(eseq_options){.hot_words = "a\xff"}, &stream));
    show("create-bad-beam", eseq_create(model, &(eseq_options){.beam = -3}, &stream));
    show("create-bad-silence", eseq_create(model, &(eseq_options){.silence_after_speech = NAN}, &stream));
    show("create-bad-words", eseq_create(model, &(eseq_options){.language_model = model}, &stream));
    show("create-searching", eseq_create(model, &(eseq_options){.beam = 4}, &searching));
    show("create", eseq_create(model, NULL, &stream));
    show("set-phrases-no-search", eseq_set_phrases(stream, "a", 0));
    show("set-phrases-bad", eseq_set_phrases(searching, "a\nb)", 0));
    show("set-phrases", eseq_set_phrases(searching, "a\nb", 0));
    show("set-phrases-anything", eseq_set_phrases(searching, NULL, 0));
    show("set-hot-words-no-search", eseq_set_hot_words(stream, "a"));
    show("set-hot-words-bad", eseq_set_hot_words(searching, "a : many"));
    show("set-hot-words-bad-utf8", eseq_set_hot_words(searching, "a\xff"));
    show("set-hot-words", eseq_set_hot_words(searching, "a\nb : -1"));
    show("set-hot-words-none", eseq_set_hot_words(searching, NULL));
    show("set-words-no-search", eseq_set_language_model(stream, 0));
    show("set-words-bad", eseq_set_language_model(searching, model));
    show("set-words-none", eseq_set_language_model(searching, 0));
    show("set-recurrent-no-search", eseq_set_recurrent_language_model(stream, recurrent));
    show("set-recurrent-bad", eseq_set_recurrent_language_model(searching, model));
    show("set-recurrent", eseq_set_recurrent_language_model(searching, recurrent));
    show("destroy-recurrent", eseq_destroy(recurrent));
    show("set-recurrent-gone", eseq_set_recurrent_language_model(searching, recurrent));
    show("push-with-recurrent", eseq_push(searching, samples, 160));
    show("tick-with-recurrent", eseq_tick(searching, -1));
    show("set-recurrent-none", eseq_set_recurrent_language_model(searching, 0));
    show("save-null", eseq_save(stream, NULL, 1 << 20));
    show("save-no-room", eseq_save(stream, state, 10));
    printf("save-fits %d\n", eseq_state_size(stream) <= (int)sizeof state && (length = eseq_save(stream, state, sizeof state)) > 0);
    show("restore-null", eseq_restore(stream, NULL, 8));
    show("restore-nothing", eseq_restore(stream, state, 0));
    show("restore-other-options", eseq_restore(searching, state, length));
    show("restore", eseq_restore(stream, state, length));
    state[length / 2] ^= 1;
    show("restore-damaged", eseq_restore(stream, state, length));
    show("push-null", eseq_push(stream, NULL, 160));
    show("push-negative", eseq_push(stream, samples, -1));
    show("push-nothing", eseq_push(stream, NULL, 0));
    show("push", eseq_push(stream, samples, 160));
    show("push-to-a-model", eseq_push(model, samples, 160));
    show("rate-of-a-stream", eseq_sample_rate(stream));
    show("read-null", eseq_read(stream, NULL, text, sizeof text, NULL, 0));
    show("flush-null", eseq_flush(stream, NULL, text, sizeof text, NULL, 0));
    show("flush-no-room", eseq_flush(stream, &result, NULL, 0, NULL, 0));
    show("flush-negative", eseq_flush(stream, &result, text, -1, NULL, 0));
    show("flush", eseq_flush(stream, &result, text, sizeof text, NULL, 0));
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
    show("flush-destroyed", eseq_flush(stream, &result, text, sizeof text, NULL, 0));
    show("end-destroyed", eseq_end(stream));
    show("reset-destroyed", eseq_reset(stream));
    show("set-phrases-destroyed", eseq_set_phrases(stream, "a", 0));
    show("set-hot-words-destroyed", eseq_set_hot_words(stream, "a"));
    show("set-words-destroyed", eseq_set_language_model(stream, 0));
    show("set-recurrent-destroyed", eseq_set_recurrent_language_model(stream, 0));
    show("state-size-destroyed", eseq_state_size(stream));
    show("save-destroyed", eseq_save(stream, state, sizeof state));
    show("restore-destroyed", eseq_restore(stream, state, length));
    char few[8];
    printf("cut-message %d\n", eseq_last_error(few, sizeof few) > (int)strlen(few) && strlen(few) == sizeof few - 1);
    return 0;
}
