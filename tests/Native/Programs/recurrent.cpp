// Hears the same samples, 16-bit numbers on the standard input, with and without a recurrent language model, and prints what was understood.
// usage: recurrent LIBRARY_FOLDER MODEL LANGUAGE_MODEL RECURRENT_LANGUAGE_MODEL < RAW
#include <cstdio>
#include <iostream>
#include <vector>

#include "eseq.hpp"

static std::vector<int16_t> samples;

static void hear(eseq::recognizer &recognizer, size_t begin, size_t end)
{
    recognizer.push(samples.data() + begin, static_cast<int32_t>(end - begin));
    recognizer.tick();
}

static void show(const char *name, eseq::recognizer &recognizer)
{
    recognizer.end();
    recognizer.tick();
    while (auto result = recognizer.read()) {
        if (!result->is_final) continue;
        std::cout << name << ": " << result->text << '\n';
        for (const eseq::word &word : result->words) std::cout << "  " << word.text << ' ' << word.start << ' ' << word.end << '\n';
    }
}

int main(int, char **argv)
{
    try {
        eseq::start(argv[1]);
        eseq::model model(argv[2]);
        eseq::language_model words(argv[3]);
        eseq::recurrent_language_model recurrent(argv[4]);
        for (int16_t sample; std::fread(&sample, sizeof sample, 1, stdin) == 1;) samples.push_back(sample);
        size_t middle = samples.size() / 2, end = samples.size();

        eseq_options options{};
        options.language_model = words.get();
        options.push_to_talk = 1;
        eseq::recognizer with(model, options), without(model, options), other(model, options);
        with.set_recurrent_language_model(recurrent);
        hear(with, 0, middle);
        std::vector<unsigned char> state = with.save();
        hear(with, middle, end);
        show("with", with);
        hear(without, 0, middle);
        hear(without, middle, end);
        show("without", without);

        // A state fits the recurrent model that it was saved with.
        try {
            other.restore(state);
        } catch (const eseq::error &e) {
            std::cout << "other knowledge: " << e.code() << '\n';
        }
        other.set_recurrent_language_model(recurrent);
        other.restore(state);
        hear(other, middle, end);
        show("restored", other);

        // It stays when the language model is changed, and while a stream uses it.
        eseq::recognizer changed(model, options);
        {
            eseq::recurrent_language_model short_lived(argv[4]);
            changed.clear_language_model();
            changed.set_recurrent_language_model(short_lived);
            changed.set_language_model(words);
        }
        hear(changed, 0, middle);
        hear(changed, middle, end);
        show("changed", changed);
        changed.clear_recurrent_language_model();
        hear(changed, 0, middle);
        hear(changed, middle, end);
        show("cleared", changed);
    } catch (const eseq::error &e) {
        std::cerr << e.what() << " (" << e.code() << ")\n";
        return 1;
    }
}
