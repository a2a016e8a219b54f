/* Starts .NET inside a native program and leads the functions of eseq.h to EmbeddedSeq.Native.dll. For Linux and macOS; compile
 * with the folder of this file as include folder and link with nethost and, before glibc 2.34, with dl:
 *   cc program.c eseq_host.c -I. -L. -lnethost -Wl,-rpath,'$ORIGIN' */
#define _POSIX_C_SOURCE 200809L /* PATH_MAX, dlopen */
#include "eseq.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "coreclr_delegates.h"
#include "hostfxr.h"
#include "nethost.h"

/* Name here, name in the library, parameters, arguments. */
#define FUNCTIONS(X)                                                                                                            \
    X(load, Load, (const char *path, eseq_model *model), (path, model))                                                         \
    X(sample_rate, SampleRate, (eseq_model model), (model))                                                                     \
    X(load_language_model, LoadLanguageModel, (const char *path, eseq_language_model *model), (path, model))                    \
    X(load_recurrent_language_model, LoadRecurrentLanguageModel, (const char *path, eseq_recurrent_language_model *model),      \
      (path, model))                                                                                                            \
    X(create, Create, (eseq_model model, const eseq_options *options, eseq_stream *stream), (model, options, stream))           \
    X(set_phrases, SetPhrases, (eseq_stream stream, const char *phrases, int32_t sequences), (stream, phrases, sequences))      \
    X(set_hot_words, SetHotWords, (eseq_stream stream, const char *hot_words), (stream, hot_words))                             \
    X(set_language_model, SetLanguageModel, (eseq_stream stream, eseq_language_model model), (stream, model))                   \
    X(set_recurrent_language_model, SetRecurrentLanguageModel, (eseq_stream stream, eseq_recurrent_language_model model),       \
      (stream, model))                                                                                                          \
    X(push, Push, (eseq_stream stream, const float *samples, int32_t count), (stream, samples, count))                          \
    X(push_i16, PushInt16, (eseq_stream stream, const int16_t *samples, int32_t count), (stream, samples, count))               \
    X(tick, Tick, (eseq_stream stream, int64_t budget), (stream, budget))                                                       \
    X(read, Read, (eseq_stream stream, eseq_result *result, char *text, int32_t size, eseq_word *words, int32_t word_size),     \
      (stream, result, text, size, words, word_size))                                                                           \
    X(flush, Flush, (eseq_stream stream, eseq_result *result, char *text, int32_t size, eseq_word *words, int32_t word_size),   \
      (stream, result, text, size, words, word_size))                                                                           \
    X(end, End, (eseq_stream stream), (stream))                                                                                 \
    X(reset, Reset, (eseq_stream stream), (stream))                                                                             \
    X(state_size, StateSize, (eseq_stream stream), (stream))                                                                    \
    X(save, Save, (eseq_stream stream, void *state, int32_t capacity), (stream, state, capacity))                               \
    X(restore, Restore, (eseq_stream stream, const void *state, int32_t length), (stream, state, length))                       \
    X(destroy, Destroy, (uint64_t model_or_stream), (model_or_stream))

/* Each function: a pointer into the library, NULL until eseq_start, and what the program calls. */
#define DEFINE(name, managed, parameters, arguments)                                                                            \
    static int32_t (*library_##name) parameters;                                                                                \
    int32_t eseq_##name parameters { return library_##name ? library_##name arguments : ESEQ_ERROR_HOST; }
FUNCTIONS(DEFINE)

static int32_t (*library_last_error)(char *text, int32_t capacity);
static char start_error[PATH_MAX + 1024] = ".NET is not started: call eseq_start first";
static char host_error[512]; /* The first thing that hostfxr said; it would write to the error stream of the program otherwise. */

int32_t eseq_last_error(char *text, int32_t capacity)
{
    if (library_last_error) return library_last_error(text, capacity);
    if (text && capacity > 0) snprintf(text, (size_t)capacity, "%s", start_error);
    return (int32_t)strlen(start_error);
}

static void HOSTFXR_CALLTYPE keep_host_error(const char *message)
{
    if (!host_error[0]) snprintf(host_error, sizeof host_error, ": %s", message);
}

static int32_t fail(const char *what, const char *where, int code)
{
    snprintf(start_error, sizeof start_error, ".NET cannot be started: %s %s (0x%08x)%s", what, where, (unsigned)code, host_error);
    return ESEQ_ERROR_HOST;
}

/* hostfxr's function that finds functions of an assembly. */
static int32_t open_runtime(const char *configuration, load_assembly_and_get_function_pointer_fn *find)
{
    char path[PATH_MAX];
    size_t size = sizeof path;
    int code = get_hostfxr_path(path, &size, NULL);
    if (code != 0) return fail("hostfxr is not found; is .NET installed, or DOTNET_ROOT set?", "", code);
    void *hostfxr = dlopen(path, RTLD_NOW | RTLD_LOCAL); /* Stays for the life of the process: .NET cannot be unloaded. */
    if (!hostfxr) return fail("cannot load", path, 0);

    hostfxr_initialize_for_runtime_config_fn initialize = NULL;
    hostfxr_get_runtime_delegate_fn get_delegate = NULL;
    hostfxr_close_fn close = NULL;
    hostfxr_set_error_writer_fn set_error_writer = NULL;
    void *function;
#define SYMBOL(variable, name)                                                                                                  \
    function = dlsym(hostfxr, name);                                                                                            \
    if (!function) return fail(name " is not in", path, 0);                                                                     \
    memcpy(&variable, &function, sizeof function);
    SYMBOL(initialize, "hostfxr_initialize_for_runtime_config")
    SYMBOL(get_delegate, "hostfxr_get_runtime_delegate")
    SYMBOL(close, "hostfxr_close")
    SYMBOL(set_error_writer, "hostfxr_set_error_writer")
    host_error[0] = 0;
    set_error_writer(keep_host_error);

    hostfxr_handle context = NULL;
    code = initialize(configuration, NULL, &context); /* 1 and 2: .NET runs in this process already. */
    if (code >= 0 && code <= 2) code = get_delegate(context, hdt_load_assembly_and_get_function_pointer, &function);
    if (code == 0) memcpy(find, &function, sizeof function);
    if (context) close(context);
    set_error_writer(NULL);
    return code == 0 ? ESEQ_OK : fail("cannot start with", configuration, code);
}

int32_t eseq_start(const char *folder)
{
    if (library_last_error) return ESEQ_OK;
    if (!folder) return ESEQ_ERROR_ARGUMENT;
    char configuration[PATH_MAX], assembly[PATH_MAX];
    int length = snprintf(configuration, sizeof configuration, "%s/EmbeddedSeq.Native.runtimeconfig.json", folder);
    snprintf(assembly, sizeof assembly, "%s/EmbeddedSeq.Native.dll", folder);
    if (length >= (int)sizeof configuration) return fail("the path is too long:", folder, 0);

    load_assembly_and_get_function_pointer_fn find = NULL;
    int32_t result = open_runtime(configuration, &find);
    if (result != ESEQ_OK) return result;

    const char *type = "EmbeddedSeq.Native.Exports, EmbeddedSeq.Native";
    void *function;
    int code;
#define FIND(name, managed, parameters, arguments)                                                                              \
    code = find(assembly, type, #managed, UNMANAGEDCALLERSONLY_METHOD, NULL, &function);                                        \
    if (code != 0) return fail("eseq_" #name " is not in", assembly, code);                                                     \
    memcpy(&library_##name, &function, sizeof function);
    FUNCTIONS(FIND)
    FIND(last_error, GetLastError, , )
    return ESEQ_OK;
}
