// Hears the same samples, 16-bit numbers on the standard input, with all options of eseq.h, and prints what was understood.
// usage: options LIBRARY_FOLDER MODEL LANGUAGE_MODEL < RAW
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <vector>

#include "eseq.hpp"

static std::vector<int16_t> samples;

static void hear(eseq::recognizer &recognizer, size_t begin, size_t end)
{
    for (size_t at = begin; at < end; at += 320) {
        recognizer.push(samples.data() + at, static_cast<int32_t>(std::min<size_t>(320, end - at)));
        recognizer.tick();
    }
}

static void show(const char *name, eseq::recognizer &recognizer)
{
    recognizer.end();
    recognizer.tick();
    while (auto result = recognizer.read())
        if (result->is_final) std::cout << name << (result->is_rejected ? " rejected" : "") << ": " << result->text << ' ' << (result->committed_length == result->text.size()) << '\n';
}

int main(int, char **argv)
{
    try {
        eseq::start(argv[1]);
        eseq::model model(argv[2]);
        eseq::language_model words(argv[3]);
        for (int16_t sample; std::fread(&sample, sizeof sample, 1, stdin) == 1;) samples.push_back(sample);
        size_t middle = samples.size() / 2;

        eseq_options options{};
        options.language_model = words.get();
        options.hot_words = "two : 2";
        options.push_to_talk = 1;
        eseq::recognizer first(model, options), second(model, options);
        hear(first, 0, middle);
        std::vector<unsigned char> state = first.save();
        second.restore(state);
        hear(first, middle, samples.size());
        hear(second, middle, samples.size());
        eseq::result so_far = first.flush();
        std::cout << "flushed: " << so_far.text << ' ' << so_far.words.size() << so_far.is_final << '\n';
        show("first", first);
        show("second", second);

        // A state fits the language model and the hot words that it was saved with.
        second.clear_language_model();
        second.set_hot_words("");
        try {
            second.restore(state);
        } catch (const eseq::error &e) {
            std::cout << "other knowledge: " << e.code() << '\n';
        }
        second.set_language_model(words);
        second.set_hot_words("two : 2");
        second.restore(state);
        hear(second, middle, samples.size());
        show("again", second);

        options = {};
        options.push_to_talk = 1;
        options.phrases = "one two three four five\nstop";
        eseq::recognizer listed(model, options);
        hear(listed, 0, samples.size());
        show("listed", listed);
        listed.set_phrases("stop\nturn around");
        hear(listed, 0, samples.size());
        show("listed", listed);
        listed.set_phrases("");
        hear(listed, 0, samples.size());
        show("open", listed);
        listed.set_hot_words("won : 20");
        hear(listed, 0, samples.size());
        show("hot", listed);
    } catch (const eseq::error &e) {
        std::cerr << e.what() << " (" << e.code() << ")\n";
        return 1;
    }
}
