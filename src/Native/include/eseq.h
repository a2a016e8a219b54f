/* eseq.h - speech recognition of EmbeddedSeq for C.
 *
 *   eseq_start("path/of/EmbeddedSeq.Native.dll's/folder");
 *   eseq_model model;   eseq_load("english.eseq", &model);           once; any number of streams share it
 *   eseq_stream stream; eseq_create(model, NULL, &stream);           one for each microphone
 *   eseq_push(stream, samples, count);                               on the audio thread
 *   eseq_tick(stream, 2000);                                         on yours, once a frame: at most about 2 ms
 *   while (eseq_read(stream, &result, text, sizeof text, NULL, 0) == 1) puts(text);
 *   eseq_destroy(stream); eseq_destroy(model);
 *
 * Build: with eseq_host.c, which starts .NET through nethost and hostfxr. A NativeAOT build of the library exports the same
 * functions itself; it takes neither eseq_host.c nor eseq_start.
 *
 * Ownership: a model or a stream is a number, not a pointer, and lives until eseq_destroy. A number that was destroyed, or never
 * was one, is answered by ESEQ_ERROR_HANDLE and can hurt nothing; numbers are not used twice. A model may be destroyed before its
 * streams: they go on; so may language models. Text and words are copied into memory of the caller; no function keeps a pointer that it was given.
 *
 * Threads: a model may be used on any. For one stream, eseq_push is for one thread at a time, and eseq_tick, eseq_read, eseq_flush,
 * eseq_reset, eseq_save and eseq_restore together are for one thread at a time (usually another), so are eseq_set_phrases,
 * eseq_set_hot_words, eseq_set_language_model and eseq_set_recurrent_language_model; eseq_end and eseq_destroy may be called on any. Two calls
 * that exclude each other get ESEQ_ERROR_BUSY. Different streams have nothing to do with each other. eseq_push never blocks and,
 * like eseq_tick, allocates nothing once the stream runs: it may be called from an audio callback.
 *
 * Results: a negative number is one of eseq_error, and eseq_last_error tells in words what went wrong.
 * Strings are UTF-8 and end in a zero.
 */
#ifndef ESEQ_H
#define ESEQ_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t eseq_model;
typedef uint64_t eseq_stream;
typedef uint64_t eseq_language_model;
typedef uint64_t eseq_recurrent_language_model;

enum eseq_error {
    ESEQ_OK = 0,
    ESEQ_ERROR_ARGUMENT = -1, /* a null pointer, a negative count, text that is not UTF-8, phrases that cannot be, an option out of its range */
    ESEQ_ERROR_HANDLE = -2,   /* destroyed, or never what was expected */
    ESEQ_ERROR_FILE = -3,     /* the file cannot be read */
    ESEQ_ERROR_MODEL = -4,    /* the file is not a model, a damaged one, or one for something else */
    ESEQ_ERROR_BUSY = -5,     /* another thread is inside a call that excludes this one; eseq_save: not at this moment, see the message */
    ESEQ_ERROR_OVERFLOW = -6, /* the network's weights are far too large */
    ESEQ_ERROR_BUFFER = -7,   /* the text, the words or the state do not fit; a result still waits */
    ESEQ_ERROR_HOST = -8,     /* .NET cannot be started, or eseq_start was not called */
    ESEQ_ERROR_INTERNAL = -9, /* anything else: please report it */
    ESEQ_ERROR_STATE = -10    /* not a state, a damaged one, or one of another model or other options */
};

typedef struct eseq_word {
    int32_t offset;    /* of its first byte in the text */
    int32_t length;    /* bytes */
    double start, end; /* seconds from the stream's start */
    float confidence;  /* 0 to 1 */
    int32_t reserved;  /* 0 */
} eseq_word;

typedef struct eseq_result {
    double start, end;   /* seconds from the stream's start */
    int32_t is_final;    /* 1: the utterance has ended; 0: the text may still grow and change */
    int32_t is_rejected; /* 1: not understood: something was said that is none of the phrases, or nothing at all; the text is empty */
    int32_t text_length; /* bytes, without the zero behind them */
    int32_t committed_length; /* bytes of the text, from its start, that no later result takes back */
    int32_t word_count;
    int32_t reserved;    /* 0 */
} eseq_result;

/* How a stream hears. All zero: anything may be said, an utterance ends by itself. */
typedef struct eseq_options {
    eseq_language_model language_model; /* 0: none */
    const char *phrases;         /* all that may be said, a phrase a line (docs/decoding.md); NULL: anything */
    const char *hot_words;       /* words that are likelier than others, one a line, perhaps with ": boost"; NULL: none */
    double silence_after_speech; /* seconds that end an utterance, 0.1 to 60; 0: the default, 0.8 */
    int32_t phrase_sequences;    /* 1: an utterance may be several phrases one behind the other */
    int32_t push_to_talk;        /* 1: only eseq_end ends an utterance */
    int32_t beam;                /* texts that are followed at once, 1 to 1024; 0: the default, 128, if any of the first three is given, else 1 */
    int32_t reserved;            /* 0 */
} eseq_options;

/* Starts .NET and finds the functions below; once for a process, before anything else; further calls do nothing.
 * folder: where EmbeddedSeq.Native.dll and EmbeddedSeq.Native.runtimeconfig.json lie. Not for two threads at once. */
int32_t eseq_start(const char *folder);

/* Loads a model file and runs it once, so that the first sound is as quick as all others. */
int32_t eseq_load(const char *path, eseq_model *model);

/* Samples per second that streams of the model expect, or an error. */
int32_t eseq_sample_rate(eseq_model model);

/* Loads a language model: a file that `eseq lm` has made, or ARPA. Any number of streams share it. */
int32_t eseq_load_language_model(const char *path, eseq_language_model *model);

/* Loads a recurrent language model, which corrects a language model: a model of words that `eseq compile` has made, such as
 * models/english-lm/english.eseq. Any number of streams share it. */
int32_t eseq_load_recurrent_language_model(const char *path, eseq_recurrent_language_model *model);

/* A stream at time 0. options: NULL for the defaults; nothing of it is kept. */
int32_t eseq_create(eseq_model model, const eseq_options *options, eseq_stream *stream);

/* Changes what may be said; NULL: anything. From the next utterance on, or at once while nothing has been understood. The stream must
 * search: one of the first three options or beam was given. */
int32_t eseq_set_phrases(eseq_stream stream, const char *phrases, int32_t phrase_sequences);

/* Changes which words are likelier than others (NULL: none), and which follow each other (0: any): from the next step on. As above, the
 * stream must search. */
int32_t eseq_set_hot_words(eseq_stream stream, const char *hot_words);
int32_t eseq_set_language_model(eseq_stream stream, eseq_language_model model);

/* Changes what corrects the language model (0: nothing): from the next step on, also words before it that are neither committed nor corrected yet.
 * Before the first eseq_push it is as if the stream had been created with it. It stays when the language model is changed; without one, or
 * with phrases, it does nothing. As above, the stream must search. (Not one of eseq_options: programs that were built before it was there
 * hand over options that have no room for it.) */
int32_t eseq_set_recurrent_language_model(eseq_stream stream, eseq_recurrent_language_model model);

/* Takes mono samples in [-1, 1], or 16-bit ones. Returns how many were taken: fewer than offered if two seconds wait already,
 * because eseq_tick is called too rarely. */
int32_t eseq_push(eseq_stream stream, const float *samples, int32_t count);
int32_t eseq_push_i16(eseq_stream stream, const int16_t *samples, int32_t count);

/* Works on what waits, at least one step (about 0.1 ms), and stops after the step that uses the budget up.
 * budget: microseconds; negative means all that waits. Returns 1 if work remains, 0 if not. */
int32_t eseq_tick(eseq_stream stream, int64_t budget);

/* Hands out the next result: 1, or 0 if none waits.
 * text: gets the words with single spaces between them and a zero; capacity counts bytes, the zero included.
 * words: gets the words' places and times; may be NULL with word_capacity 0, then they are left out.
 * ESEQ_ERROR_BUFFER: result says how much room is needed, and the next call gives the same result. */
int32_t eseq_read(eseq_stream stream, eseq_result *result, char *text, int32_t capacity, eseq_word *words, int32_t word_capacity);

/* Works on all that waits and gives the text of all that was pushed, as if the utterance ended here; but it goes on, and what comes later
 * is the same as without this call. is_final is 0; the text is empty if no utterance goes on. Results that wait go on waiting for
 * eseq_read. Parameters as there; ESEQ_ERROR_BUFFER: call again with more room. The first call takes memory for copies of the stream's states. */
int32_t eseq_flush(eseq_stream stream, eseq_result *result, char *text, int32_t capacity, eseq_word *words, int32_t word_capacity);

/* Ends the utterance behind the samples pushed so far; a tick later one final result waits. */
int32_t eseq_end(eseq_stream stream);

/* Forgets everything and begins again at time 0. */
int32_t eseq_reset(eseq_stream stream);

/* Bytes that eseq_save needs at most. */
int32_t eseq_state_size(eseq_stream stream);

/* Works on all that waits and writes the state of the stream: features, network, the text that goes on, its time; not the results
 * that wait. Returns the bytes written, or ESEQ_ERROR_BUSY while eight final results wait. */
int32_t eseq_save(eseq_stream stream, void *state, int32_t capacity);

/* Goes on where a state was saved, by any stream of the same model file, options, language models, phrases and hot words, also in
 * another process: what comes later is the same as there. What waits is thrown away. If it fails, the stream goes on as if nothing had been. */
int32_t eseq_restore(eseq_stream stream, const void *state, int32_t length);

/* Ends the life of a model or stream. A call that another thread is inside comes to its end undisturbed. */
int32_t eseq_destroy(uint64_t model_or_stream);

/* What went wrong in the last call on this thread that returned an error.
 * Returns the bytes of the whole message without the zero, 0 if there was no error; text gets as much as fits and a zero. */
int32_t eseq_last_error(char *text, int32_t capacity);

#ifdef __cplusplus
}
#endif
#endif
