#!/usr/bin/env python3
"""Makes the synthetic part of the English training data: sentences of the text corpus, numbers and command words, spoken by
espeak-ng and flite. usage: synthesize.py DATA_DIR  (needs espeak-ng, flite, sox; writes DATA_DIR/synthetic/ and DATA_DIR/synthetic.jsonl)"""
import gzip, json, os, random, subprocess, sys, wave
from concurrent.futures import ThreadPoolExecutor

DATA = sys.argv[1]
OUT = os.path.join(DATA, "synthetic")
COUNT = 2400
ESPEAK = [f"{accent}{variant}" for accent in ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan")
          for variant in ("", "+m1", "+m3", "+m5", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5")]
FLITE = ["slt", "rms", "awb", "kal16"]
DIGITS = "zero one two three four five six seven eight nine ten".split()
COMMANDS = "left right up down go stop yes no on off open close start play pause next back light door turn move jump run".split()

random.seed(7)
with gzip.open(os.path.join(DATA, "text", "english-books.txt.gz"), "rt", encoding="utf-8") as f:
    letters = set("abcdefghijklmnopqrstuvwxyz' ")
    lines = [" ".join(l.lower().replace("\u2019", "'").split()) for l in f]
lines = [l for l in lines if 3 <= len(l.split()) <= 14 and set(l) <= letters]
random.shuffle(lines)

def text(i):
    kind = i % 8
    if kind == 0:
        return " ".join(random.choices(DIGITS, k=random.randint(1, 7)))
    if kind == 1:
        return " ".join(random.choices(COMMANDS, k=random.randint(1, 5)))
    return lines[i]

def speak(job):
    path, voice, sentence, speed, pitch = job
    raw = path + ".raw.wav"
    if voice in FLITE:
        subprocess.run(["flite", "-voice", voice, "--setf", f"duration_stretch={170 / speed:.2f}", "-t", sentence, "-o", raw], check=True)
    else:
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", raw, sentence], check=True)
    subprocess.run(["sox", "-D", raw, "-r", "16000", "-c", "1", "-b", "16", path], check=True)
    os.remove(raw)
    with wave.open(path) as w:
        return w.getnframes() / w.getframerate()

os.makedirs(OUT, exist_ok=True)
jobs = []
for i in range(COUNT):
    voice = random.choice(FLITE) if i % 3 == 0 else random.choice(ESPEAK)
    jobs.append((os.path.join(OUT, f"{i:05}.wav"), voice, text(i), random.randint(130, 200), random.randint(30, 70)))
with ThreadPoolExecutor(2) as pool:
    durations = list(pool.map(speak, jobs))
with open(os.path.join(DATA, "synthetic.jsonl"), "w", encoding="utf-8") as f:
    for (path, voice, sentence, _, _), seconds in zip(jobs, durations):
        f.write(json.dumps({"audio_filepath": os.path.relpath(path, DATA), "duration": round(seconds, 4), "text": sentence,
                            "speaker": voice, "split": "train", "id": os.path.basename(path)[:-4]}) + "\n")
print(f"{COUNT} utterances, {sum(durations) / 3600:.2f} h")
