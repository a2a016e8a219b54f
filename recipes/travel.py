#!/usr/bin/env python3
"""Writes travel.jsonl beside this file: sentences in which the same city fills different slots, as the words around it decide.

The cities of dev and test are not among those of train: what is measured is whether a sentence is understood, not a list of names.
More than half of the cities of train are, in part or whole, too rare for the vocabulary (least_count of the recipes): so the models learn
that a name may be unknown, and how long one is.
"""
import json
import pathlib
import random

# Names that the vocabulary has.
COMMON = """Taipei, London, Paris, Tokyo, Berlin, Madrid, Rome, Vienna, Prague, Dublin, Oslo, Boston, Chicago, Seattle, Toronto, Sydney,
New York, Los Angeles, San Francisco, Hong Kong"""
# Names of which each is rare, and many are left out of it; words like new, san and city are met often all the same.
RARE = """Denver, Austin, Cairo, Lima, Seoul, Osaka, Kyoto, Beijing, Shanghai, Delhi, Mumbai, Chennai, Karachi, Tehran, Baghdad, Istanbul,
Ankara, Athens, Sofia, Bucharest, Budapest, Warsaw, Krakow, Riga, Vilnius, Tallinn, Helsinki, Stockholm, Gothenburg, Copenhagen, Hamburg,
Munich, Cologne, Frankfurt, Zurich, Geneva, Milan, Turin, Venice, Naples, Palermo, Barcelona, Valencia, Seville, Lisbon, Porto, Lyon,
Marseille, Bordeaux, Brussels, Antwerp, Amsterdam, Rotterdam, Edinburgh, Glasgow, Liverpool, Manchester, Cardiff, Belfast, Reykjavik,
Moscow, Kyiv, Minsk, Tbilisi, Baku, Tashkent, Hanoi, Manila, Jakarta, Singapore, Perth, Melbourne, Brisbane, Auckland, Nairobi, Lagos,
Accra, Dakar, Tunis, Algiers, Casablanca, Montreal, Ottawa, Vancouver, Dallas, Houston, Atlanta, Miami, Orlando, Phoenix, Portland,
Detroit, Havana, Bogota, Quito, Santiago, Caracas, Montevideo,
New Orleans, New Delhi, San Antonio, San Salvador, Santa Barbara, Santa Monica, Salt Lake City, Kansas City, Oklahoma City, Mexico City,
Ho Chi Minh City, Las Palmas, Los Alamos, El Paso, La Plata, Buenos Aires, Sao Paulo, Porto Alegre, Belo Horizonte, Rio Gallegos,
Saint Petersburg, Saint Louis, Fort Worth, Little Rock, Grand Rapids, Baton Rouge, Palm Springs, Colorado Springs, Long Beach, Den Haag,
Port Louis, Port Moresby, Cape Coast, Addis Ababa, Dar es Salaam, Abu Simbel, Tel Aviv, Ras al Khaimah, Phnom Penh, Chiang Rai, Siem Reap,
Da Nang, Hua Hin, George Town, Johor Bahru, Kota Kinabalu, Alice Springs, Palmerston North, Novi Sad, Banja Luka, Banska Bystrica,
Ceske Budejovice, Bad Homburg, Monte Carlo, La Rochelle, Le Havre, Palma de Mallorca, Santiago de Compostela, Stoke on Trent,
Isle of Man, Bay of Islands, Vale of York, Port of Ness"""
DEV = """Bergen, Malmo, Leeds, Florence, Bilbao, Toulouse, Nagoya, Busan, Lahore, Philadelphia, Calgary, Kampala,
New Haven, San Jose, Santa Fe, Panama City, Ulan Bator, Los Mochis, Fort Lauderdale, Puerto Vallarta, Rio Branco, Newcastle upon Tyne"""
TEST = """Bologna, Genoa, Granada, Nice, Strasbourg, Bremen, Dresden, Salzburg, Basel, Gdansk, Zagreb, Belgrade, Sarajevo, Odessa, Sapporo,
Kaohsiung, Shenzhen, Kathmandu, Colombo, Doha, Dubai, Riyadh, Johannesburg, Durban, Marrakesh, Halifax, Winnipeg, Cleveland, Memphis, Medellin,
New Plymouth, San Diego, San Sebastian, Santa Cruz, Guatemala City, Quezon City, Kuala Lumpur, Las Vegas, Los Cabos, El Salvador, La Paz,
Puerto Rico, Saint John, Fort Myers, Cape Town, Port Elizabeth, Abu Dhabi, Chiang Mai, Nha Trang, Luang Prabang, Rio de Janeiro,
San Miguel de Allende, Bad Ischl, Cluj Napoca"""

MONTHS = "January February March April May June July August September October November December".split()
SHORT = [m[:3] for m in MONTHS if m != "May"]
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ORDINALS = [f"{n}{'th' if n in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}" for n in range(1, 32)]

# In {braces} what is filled in; a date's preposition belongs to the sentence, not to the date.
DATES = [(6, "on {month} {nth}"), (3, "on {month} {n}"), (4, "on {n} {month}"), (2, "on the {nth} of {month}"), (1, "the {nth} of {month}"),
         (1, "on the {nth}"), (2, "{month} {nth}"), (2, "{n} {month}"), (1, "in {month}"), (1, "{month}"), (4, "on {weekday}"), (1, "{weekday}"), (1, "by {weekday}"),
         (2, "next {weekday}"), (1, "this {weekday}"), (1, "on {weekday} {part}"), (1, "on {weekday} , {month} {nth}"), (3, "tomorrow"), (1, "tomorrow {part}"),
         (1, "today"), (1, "tonight"), (1, "the day after tomorrow"), (1, "next week"), (1, "next month"), (1, "this weekend"), (1, "before {month} {nth}")]
DATE_WORDS = {"on", "in", "by", "before"}
PARTS = ["morning", "afternoon", "evening", "night"]
TIMES = ["at {hour} am", "at {hour} pm", "at noon", "at midnight", "in the morning", "around {hour} o'clock"]

# Plain form, with -ing, with -s, and what may follow.
LEAVE = [(8, "leave leaving leaves", ["", "", "from"]), (8, "depart departing departs", ["", "", "from"]), (2, "fly flying flies", ["from", "out of"]),
         (1, "go going goes", ["from"]), (1, "travel travelling travels", ["from"]), (2, "start starting starts", ["from", "in"]), (1, "return returning returns", ["from"]),
         (1, "come coming comes", ["from", "back from"]), (2, "set setting sets", ["off from", "out from"]), (1, "get getting gets", ["out of"])]
ARRIVE = [(8, "arrive arriving arrives", ["", "", "in", "in", "at"]), (3, "fly flying flies", ["to", "into"]), (3, "go going goes", ["to", "back to"]),
          (2, "travel travelling travels", ["to"]), (3, "get getting gets", ["to", "into"]), (3, "reach reaching reaches", [""]), (2, "return returning returns", ["to"]),
          (1, "come coming comes", ["to", "back to"]), (2, "head heading heads", ["to", "for"]), (2, "leave leaving leaves", ["for"]), (1, "depart departing departs", ["for"]),
          (2, "land landing lands", ["in", "at"]), (2, "visit visiting visits", [""]), (1, "be being is", ["in"])]
BOTH = [(3, "fly flying flies"), (3, "go going goes"), (2, "travel travelling travels"), (1, "get getting gets"), (1, "come coming comes"), (1, "return returning returns")]
BACK = [(2, "return returning returns"), (2, "come coming comes back"), (1, "go going goes back"), (1, "fly flying flies back")]

BEFORE = ["i want to", "i would like to", "i'd like to", "we need to", "i have to", "i will", "we will", "can i", "how do i", "please", "help me", "when can we", "they"]
BEFORE_ING = ["i am", "i'm", "we are", "she is", "they are"]
BEFORE_S = ["she", "he", "my train", "the flight", "my flight", "the bus", "a train that", "my sister"]
THINGS = ["a flight", "a ticket", "book a train", "book me a flight", "book a flight", "find me a bus", "show me flights", "is there a train", "i need a ticket", "trains", "flights",
          "show me the trains", "a one way ticket", "two tickets", "the next bus", "what is the cheapest flight", "i'm looking for a flight"]
JOINTS = [(5, "and"), (3, "then"), (2, "and then"), (5, ","), (2, ", then"), (1, ", and"), (2, ".")]


class Writer:
    """Draws sentences whose cities are of one list."""

    def __init__(self, rng, cities):
        self.rng, self.cities = rng, cities

    def one(self, weighted):
        return self.rng.choices(weighted, [w for w, *_ in weighted])[0][1:]

    def chance(self, part):
        return self.rng.random() < part

    def maybe(self, text, part):
        return f"{text} " if self.chance(part) else ""

    def clause(self, kinds, form, place):
        """A verb in one of its three forms, with a city."""
        words, after = self.one(kinds)
        when = self.maybe("{date}", 0.1)
        preposition = self.rng.choice(after)
        # “arrive on Monday in Rome”, but not “arrive on Monday Rome”
        return f"{words.split()[form]} {when if preposition in ('in', 'from', 'to') else ''}{preposition} {place}"

    def way(self, form):
        """From somewhere to somewhere."""
        verb = self.one(BOTH)[0].split()[form]
        leave = "leave leaving leaves".split()[form]
        arrive = "arrive arriving arrives".split()[form]
        depart = "depart departing departs".split()[form]
        return self.rng.choice([f"{verb} from {{from}} to {{to}}", f"{verb} from {{from}} to {{to}}", f"{verb} to {{to}} from {{from}}", f"{leave} {{from}} for {{to}}",
                                f"{arrive} {{to}} from {{from}}", f"{arrive} in {{to}} from {{from}}", f"{depart} {{from}} for {{to}}", f"{leave} {{from}} to {{to}}"])

    def back(self, form):
        words = self.one(BACK)[0].split()
        return " ".join([words[form], *words[3:], "{date}"])

    def single(self, kind, form):
        text = {"leave": lambda: self.clause(LEAVE, form, "{from}"), "arrive": lambda: self.clause(ARRIVE, form, "{to}"), "way": lambda: self.way(form), "back": lambda: self.back(form)}[kind]()
        if "{date}" not in text and self.chance(0.75):
            return f"{text} {self.maybe('{time}', 0.06)}{self.maybe(',', 0.06)}{{date}}{self.maybe(' {time}', 0.06)}"
        return text

    def plan(self):
        form = self.rng.choices([0, 1, 2], [6, 3, 3])[0]
        subject = self.maybe(self.rng.choice([BEFORE, BEFORE_ING, BEFORE_S][form]), 0.4)
        kind = self.rng.choices(["one", "two", "thing", "bare"], [10, 9, 4, 3])[0]
        if kind == "one":
            text = self.single(self.rng.choices(["leave", "arrive", "way"], [4, 4, 2])[0], form)
            return f"{{date}} {self.maybe(',', 0.5)}{subject}{text.replace('{date}', '')}" if self.chance(0.12) else subject + text
        if kind == "two":
            first, second = self.rng.choice([("leave", "arrive"), ("leave", "arrive"), ("arrive", "leave"), ("way", "back"), ("arrive", "back")])
            return f"{subject}{self.single(first, form)} {self.one(JOINTS)[0]} {self.single(second, form)}"
        places = self.rng.choice(["from {from} to {to}", "from {from} to {to}", "to {to} from {from}", "to {to}", "from {from}", "{from} to {to}"])
        if kind == "thing":
            return f"{self.rng.choice(THINGS)} {self.maybe('{date}', 0.1)}{places} {self.maybe('{date}', 0.6)}"
        return f"{self.maybe('{date}', 0.15)}{places} {self.maybe('{date}', 0.6)}"

    def sentence(self):
        cities = dict(zip(("from", "to"), self.rng.sample(self.cities, 2)))
        tokens, slots = [], []

        def add(words, slot=None):
            for i, word in enumerate(words):
                tokens.append(word.lower())
                slots.append("O" if slot is None else f"{'I' if i else 'B'}-{slot}")

        for word in self.plan().split():
            name = word.strip("{}")
            if name == word:
                add([word])
            elif name == "date":
                words = self.fill(self.one(DATES)[0]).split()
                outside = 1 if words[0] in DATE_WORDS else 0
                # “the” of “on the 3rd of June” is the sentence's too: the slot is what a calendar needs.
                outside += words[outside] == "the" and "day" not in words
                add(words[:outside])
                add(words[outside:], "date")
            elif name == "time":
                add(self.fill(self.rng.choice(TIMES)).split())
            else:
                add(cities[name].split(), "origin" if name == "from" else "destination")
                if name == "from" and self.chance(0.05):
                    # One may come back to where one left from: the same name in two slots of one sentence.
                    cities["to"] = cities["from"]
        if tokens[-1] != "please" and self.chance(0.08):
            add(self.rng.choice([["please"], [",", "please"]]))
        if self.chance(0.2):
            add([self.rng.choice(".!?")])
        return {"tokens": tokens, "slots": slots}

    def fill(self, text):
        return text.format(month=self.rng.choice(MONTHS if self.chance(0.85) else SHORT), nth=self.rng.choice(ORDINALS), n=self.rng.randint(1, 31), hour=self.rng.randint(1, 12),
                           weekday=self.rng.choice(WEEKDAYS), part=self.rng.choice(PARTS))


def names(text):
    return [" ".join(name.split()) for name in text.split(",")]


def main():
    rng = random.Random(1)
    common, rare = names(COMMON), names(RARE)
    lines = []
    for split, count, cities in (("train", 2400, common * 12 + rare), ("dev", 200, names(DEV)), ("test", 300, names(TEST))):
        writer = Writer(rng, cities)
        lines += [json.dumps(writer.sentence() | {"split": split}, separators=(",", ":")) for _ in range(count)]
    pathlib.Path(__file__).with_name("travel.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
