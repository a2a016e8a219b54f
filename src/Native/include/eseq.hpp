// eseq.hpp - eseq.h for C++17: what owns is a class, what fails throws.
//
//   eseq::start(folder);
//   eseq::model model("english.eseq");
//   eseq::recognizer recognizer(model);
//   recognizer.push(samples, count);
//   recognizer.tick(std::chrono::milliseconds(2));
//   while (auto result = recognizer.read()) std::cout << result->text << '\n';
//
// Threads and ownership are those of eseq.h.
#ifndef ESEQ_HPP
#define ESEQ_HPP

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "eseq.h"

namespace eseq {

/// What a function of eseq.h returned, and what it said.
class error : public std::runtime_error {
public:
    error(int32_t code, const std::string &message) : std::runtime_error(message), code_(code) {}
    /// One of eseq_error.
    int32_t code() const noexcept { return code_; }

private:
    int32_t code_;
};

/// Passes a result on, and throws if it is an error.
inline int32_t check(int32_t result)
{
    if (result >= 0) return result;
    std::string message(static_cast<size_t>(eseq_last_error(nullptr, 0)) + 1, '\0');
    eseq_last_error(message.data(), static_cast<int32_t>(message.size()));
    message.pop_back();
    throw error(result, message);
}

inline void start(const std::string &folder) { check(eseq_start(folder.c_str())); }

/// A model or stream, destroyed at the end; can be moved, not copied.
class handle {
public:
    handle() = default;
    handle(handle &&other) noexcept : value_(std::exchange(other.value_, 0)) {}
    handle &operator=(handle &&other) noexcept
    {
        std::swap(value_, other.value_);
        return *this;
    }
    ~handle()
    {
        if (value_) eseq_destroy(value_);
    }
    uint64_t get() const noexcept { return value_; }

protected:
    uint64_t value_ = 0;
};

class model : public handle {
public:
    explicit model(const std::string &path) { check(eseq_load(path.c_str(), &value_)); }
    int32_t sample_rate() const { return check(eseq_sample_rate(value_)); }
};

class language_model : public handle {
public:
    explicit language_model(const std::string &path) { check(eseq_load_language_model(path.c_str(), &value_)); }
};

class recurrent_language_model : public handle {
public:
    explicit recurrent_language_model(const std::string &path) { check(eseq_load_recurrent_language_model(path.c_str(), &value_)); }
};

struct word {
    std::string text;
    double start, end;
    float confidence;
};

struct result {
    std::string text;
    std::vector<word> words;
    bool is_final, is_rejected;
    size_t committed_length; // Bytes of the text, from its start, that no later result takes back.
    double start, end;
};

class recognizer : public handle {
public:
    explicit recognizer(const model &model, const eseq_options &options = {}) { check(eseq_create(model.get(), &options, &value_)); }

    /// Number of samples taken.
    int32_t push(const float *samples, int32_t count) { return check(eseq_push(value_, samples, count)); }
    int32_t push(const int16_t *samples, int32_t count) { return check(eseq_push_i16(value_, samples, count)); }

    /// Works on all that waits; whether work remains.
    bool tick() { return check(eseq_tick(value_, -1)) != 0; }
    bool tick(std::chrono::microseconds budget) { return check(eseq_tick(value_, budget.count() < 0 ? 0 : budget.count())) != 0; }

    /// The next result, if one waits.
    std::optional<result> read()
    {
        if (fetch(eseq_read) == 0) return std::nullopt;
        return copy();
    }

    /// The text of all that was pushed, as if the utterance ended here; but it goes on.
    result flush()
    {
        fetch(eseq_flush);
        return copy();
    }

    /// Changes what may be said: a phrase a line; nothing for anything.
    void set_phrases(const std::string &phrases, bool sequences = false) { check(eseq_set_phrases(value_, phrases.empty() ? nullptr : phrases.c_str(), sequences)); }

    /// Changes which words are likelier than others, one a line; nothing for none.
    void set_hot_words(const std::string &words) { check(eseq_set_hot_words(value_, words.empty() ? nullptr : words.c_str())); }

    /// Changes which words follow each other.
    void set_language_model(const language_model &words) { check(eseq_set_language_model(value_, words.get())); }
    void clear_language_model() { check(eseq_set_language_model(value_, 0)); }

    /// Changes what corrects the language model; before the first push, as if created with it.
    void set_recurrent_language_model(const recurrent_language_model &words) { check(eseq_set_recurrent_language_model(value_, words.get())); }
    void clear_recurrent_language_model() { check(eseq_set_recurrent_language_model(value_, 0)); }

    /// The state as bytes, with which another recognizer goes on.
    std::vector<unsigned char> save()
    {
        std::vector<unsigned char> state(static_cast<size_t>(check(eseq_state_size(value_))));
        state.resize(static_cast<size_t>(check(eseq_save(value_, state.data(), size(state)))));
        return state;
    }
    void restore(const std::vector<unsigned char> &state) { check(eseq_restore(value_, state.data(), size(state))); }

    void end() { check(eseq_end(value_)); }
    void reset() { check(eseq_reset(value_)); }

private:
    template <typename T>
    static int32_t size(const std::vector<T> &buffer) { return static_cast<int32_t>(buffer.size()); }

    // Calls eseq_read or eseq_flush until there is room.
    int32_t fetch(decltype(eseq_read) &get)
    {
        int32_t found;
        while ((found = get(value_, &next_, text_.data(), size(text_), words_.data(), size(words_))) == ESEQ_ERROR_BUFFER) {
            text_.resize(static_cast<size_t>(next_.text_length) + 1);
            words_.resize(static_cast<size_t>(next_.word_count) + 1);
        }
        return check(found);
    }

    result copy() const
    {
        result copy{{text_.data(), static_cast<size_t>(next_.text_length)}, {}, next_.is_final != 0, next_.is_rejected != 0, static_cast<size_t>(next_.committed_length), next_.start, next_.end};
        for (int32_t i = 0; i < next_.word_count; i++) {
            const eseq_word &w = words_[static_cast<size_t>(i)];
            copy.words.push_back({copy.text.substr(static_cast<size_t>(w.offset), static_cast<size_t>(w.length)), w.start, w.end, w.confidence});
        }
        return copy;
    }

    eseq_result next_{};
    std::vector<char> text_ = std::vector<char>(256);
    std::vector<eseq_word> words_ = std::vector<eseq_word>(64);
};

} // namespace eseq
#endif
