// The same as transcribe.c with eseq.hpp, word by word with times; samples come as 16-bit numbers on the standard input.
// usage: transcribe LIBRARY_FOLDER MODEL < RAW
#include <cstdio>
#include <iostream>
#include <vector>

#include "eseq.hpp"

static void show_results(eseq::recognizer &recognizer)
{
    while (auto result = recognizer.read()) {
        if (!result->is_final) continue;
        std::cout << result->text << '\n';
        for (const eseq::word &word : result->words) std::cout << "  " << word.text << ' ' << word.start << ' ' << word.end << '\n';
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::cerr << "usage: transcribe LIBRARY_FOLDER MODEL < RAW\n";
        return 2;
    }
    try {
        eseq::start(argv[1]);
        eseq::recognizer recognizer{eseq::model(argv[2])}; // The model lives as long as its streams.
        std::vector<int16_t> samples(320);
        for (size_t count; (count = std::fread(samples.data(), sizeof(int16_t), samples.size(), stdin)) > 0;) {
            recognizer.push(samples.data(), static_cast<int32_t>(count));
            recognizer.tick(std::chrono::milliseconds(2));
            show_results(recognizer);
        }
        recognizer.end();
        recognizer.tick();
        show_results(recognizer);
    } catch (const eseq::error &e) {
        std::cerr << "transcribe: " << e.what() << " (" << e.code() << ")\n";
        return 1;
    }
}
