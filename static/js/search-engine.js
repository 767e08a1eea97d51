// Searches the index of a programme: finding/words.py and finding/index.py a second time, to the
// same hits in the same order. Wants snowball.js before it.
(function () {
  const FORMAT = 1;
  const FIELDS = ["title", "people", "subtitle", "topics", "abstract"];
  const WEIGHTS = [32, 28, 14, 8, 4, 2];
  const MOST_CHARACTERS = 100;
  const MOST_WORDS = 8;

  const EXACT = 16;
  const SAME_STEM = 12;
  const ALIKE = 10;
  const BEGINNING = 8;
  const BEGINNING_ALIKE = 6;
  const SHORTER = 4;
  const MISSPELT = 3;
  const BEGINNING_MISSPELT = 2;

  const TELLING_STEM = 3;
  const SHORTEST_STEM = 4;
  const SHORTEST_MISSPELT = 4;
  const LONG_ENDINGS = [
    "ization", "isation", "ication", "ational", "ability", "ibility", "ically", "ousness",
  ];

  const FIRST_DIGIT = 35;
  const BACKSLASH = 92;
  const LAST = 64;
  const MORE = 27;
  const FIRST_MASK = 0x100;
  const ABSTRACT = 1 << FIELDS.indexOf("abstract");
  const WEIGHT_OF = Array.from({ length: 1 << WEIGHTS.length }, function (_, mask) {
    return WEIGHTS.reduce((sum, weight, bit) => sum + ((mask >> bit) & 1) * weight, 0);
  });

  // Words

  const MARKS = "\u0300-\u036f\u0483-\u0487";
  const LETTER = "(?![\\u{10000}-\\u{10ffff}])[\\p{L}\\p{N}]";
  const TOKEN = new RegExp(`${LETTER}(?:${LETTER}|[${MARKS}])*(?:\\+\\+|#(?!${LETTER}))?`, "gu");
  const JOINED = /^['’‘ʼ`‐‑-]$/;
  const MARK = new RegExp(`[${MARKS}]`, "g");
  const ACCENTED = /[ςøłđðþæœ]/g;
  const UNACCENTED = { ς: "σ", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe" };
  const ENGLISH = /^[a-z]+$/;
  const RUSSIAN = /^[а-я]+$/;
  const CYRILLIC = /[\u0400-\u04ff]/;
  const EVERY_CYRILLIC = /[\u0400-\u04ff]/g;
  const DOUBLED = /([a-z])\1+/g;
  const NOT_A_LETTER = /[0-9+#]/;

  const LATIN = {
    а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k",
    л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h",
    ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya",
    і: "i", є: "e", ґ: "g", ә: "a", ғ: "g", қ: "k", ң: "n", ө: "o", ұ: "u", ү: "u", һ: "h",
    ј: "y", љ: "ly", њ: "ny", ћ: "ch", ђ: "dy", џ: "dzh",
  };
  const SPELLINGS =
    /tsch|shch|sch|tch|[ckps]h|ck|[yj][eo]|ie(?!$)|(t[sz](?!$)|c(?=[eiy]|ova?$))|tz|[eo]ff$|[cjqwxy]/g;
  const SPELT = {
    tsch: "ch", shch: "sh", sch: "sh", tch: "ch", kh: "h", ph: "f", ck: "k", ye: "e", yo: "e",
    je: "e", jo: "e", ie: "e", tz: "ts", eff: "ev", off: "ov", c: "k", j: "i", q: "k", w: "v",
    x: "ks", y: "i",
  };
  const UNFINISHED = Object.entries({
    shc: "sh", tsc: "ch", sc: "sh", tc: "ch", ts: "s", tz: "s", of: "ov", ef: "ev", ie: "e",
    c: "s", i: "e", j: "e", k: "h", p: "f", t: "s", y: "e",
  });

  function fold(word) {
    const letters = word.toUpperCase().toLowerCase().normalize("NFD").replaceAll("и\u0306", "й");
    return letters
      .replace(MARK, "")
      .replace(ACCENTED, (letter) => UNACCENTED[letter])
      .normalize("NFC");
  }

  function tokens(text) {
    return Array.from(text.matchAll(TOKEN), function (match) {
      return { word: fold(match[0]), start: match.index, end: match.index + match[0].length };
    });
  }

  function compounds(text, of) {
    const found = [];
    let first = 0;
    for (let at = 1; at <= of.length; at += 1) {
      if (at < of.length && JOINED.test(text.slice(of[at - 1].end, of[at].start))) continue;
      if (at - first > 1) {
        const word = of.slice(first, at).map((token) => token.word).join("");
        found.push({ word, start: of[first].start, end: of[at - 1].end });
      }
      first = at;
    }
    return found;
  }

  const stemmers = {};

  function stem(word) {
    if (ENGLISH.test(word)) {
      stemmers.english = stemmers.english || new globalThis.EnglishStemmer();
      return stemmers.english.stemWord(word);
    }
    if (RUSSIAN.test(word)) {
      stemmers.russian = stemmers.russian || new globalThis.RussianStemmer();
      return stemmers.russian.stemWord(word);
    }
    return word;
  }

  function inLatin(word) {
    return word.replace(EVERY_CYRILLIC, (letter) => LATIN[letter] ?? letter);
  }

  function spelt(latin) {
    const all = latin.replace(SPELLINGS, (found, isS) => (isS ? "s" : SPELT[found] ?? found));
    return all.slice(0, 1) + all.slice(1).replace(DOUBLED, "$1");
  }

  function skeleton(word) {
    return spelt(inLatin(word));
  }

  function unfinished(word) {
    const latin = inLatin(word);
    const found = [spelt(latin)];
    for (const [ending, sound] of UNFINISHED) {
      if (latin.endsWith(ending)) found.push(spelt(latin.slice(0, -ending.length)) + sound);
    }
    return found;
  }

  // That of its stem where only it can be the same in another alphabet, and none elsewhere.
  function stemSkeleton(word, itsStem) {
    const key = CYRILLIC.test(word) ? skeleton(itsStem) : "";
    return key.length >= SHORTEST_STEM ? key : "";
  }

  // Compares what is left of two words: the same, the beginning of the other, or neither.
  function compared(typed, from, word, at) {
    while (from < typed.length && typed.charCodeAt(from) === word.charCodeAt(at)) {
      from += 1;
      at += 1;
    }
    if (from < typed.length) return 0;
    return at < word.length ? BEGINNING_MISSPELT : MISSPELT;
  }

  function misspelt(typed, word) {
    if (typed.length < SHORTEST_MISSPELT || word.length < typed.length - 1) return 0;
    const first = word.charCodeAt(0);
    if (first !== typed.charCodeAt(0) && first !== typed.charCodeAt(1)) {
      // Most words end here: neither is the first letter wrong nor one missing before it.
      const second = word.charCodeAt(1);
      if (second !== typed.charCodeAt(1) && second !== typed.charCodeAt(0)) return 0;
    }
    let at = 0;
    while (at < typed.length && typed.charCodeAt(at) === word.charCodeAt(at)) at += 1;
    const isTypedNext = typed.charCodeAt(at) === word.charCodeAt(at + 1);
    const isWordNext = typed.charCodeAt(at + 1) === word.charCodeAt(at);
    return Math.max(
      compared(typed, at + 1, word, at + 1),
      isWordNext || at + 1 >= typed.length ? compared(typed, at + 1, word, at) : 0,
      isTypedNext || at >= typed.length ? compared(typed, at, word, at + 1) : 0,
      isTypedNext && isWordNext ? compared(typed, at + 2, word, at + 2) : 0,
    );
  }

  // What the index says

  // Browsers keep a word put together as its parts, and put it together at every look.
  function flat(words) {
    return words.join(" ").split(" ");
  }

  function wordsOf(frontCoded) {
    let before = "";
    const words = Array.from(frontCoded.matchAll(/([A-Z])([^A-Z]*)/g), function (match) {
      before = before.slice(0, match[1].charCodeAt(0) - 65) + match[2];
      return before;
    });
    return words.length ? flat(words) : [];
  }

  function numbersIn(digits, from, to) {
    const found = [];
    let number = 0;
    let place = 1;
    for (let at = from; at < to; at += 1) {
      const code = digits.charCodeAt(at);
      const digit = code - FIRST_DIGIT - (code > BACKSLASH ? 1 : 0);
      number += digit * place;
      if (digit < LAST) {
        found.push(number);
        number = 0;
        place = 1;
      } else {
        place *= MORE;
      }
    }
    return found;
  }

  // Returns the documents of a word, each followed by the bits of its fields.
  function ungrouped(groups) {
    const found = [];
    let at = 0;
    while (at < groups.length) {
      let mask = ABSTRACT;
      if (groups.charCodeAt(at) >= FIRST_MASK) {
        mask = groups.charCodeAt(at) - FIRST_MASK;
        at += 1;
      }
      let end = at;
      while (end < groups.length && groups.charCodeAt(end) < FIRST_MASK) end += 1;
      let next = 0;
      for (const gap of numbersIn(groups, at, end)) {
        found.push(next + gap, mask);
        next += gap + 1;
      }
      at = end;
    }
    return found;
  }

  function read(index) {
    if (index.format !== FORMAT) throw new Error(`Expected an index of format ${FORMAT}.`);
    const numbers = index.numbers;
    const words = wordsOf(index.words);
    const ways = numbersIn(index.stems, 0, index.stems.length);
    const postings = index.postings.split(" ");
    const optional = new Set(index.optional.split(" "));
    const ids = new Map(words.map((word, at) => [word, at]));
    const stems = flat(
      words.map(function (word, at) {
        const [less, more] = index.endings[ways[at]];
        return word.slice(0, word.length - less) + more;
      }),
    );
    const skeletons = flat(words.map(skeleton));
    const stemSkeletons = words.map((word, at) => stemSkeleton(word, stems[at]));
    const documents = [];

    function documentsOf(word) {
      if (!documents[word]) documents[word] = ungrouped(postings[word]);
      return documents[word];
    }

    // What a word of a query may mean: words of the index, with how well they match.

    function certain(word) {
      const found = new Map();
      const itsStem = stem(word);
      const key = skeleton(word);
      const ofStem = stemSkeleton(word, itsStem);
      for (let at = 0; at < words.length; at += 1) {
        const howWell = certainly(at, word, itsStem, key, ofStem);
        if (howWell) found.set(at, howWell);
      }
      return found;
    }

    function certainly(at, word, itsStem, key, ofStem) {
      if (words[at] === word) return EXACT;
      if (word.length === 1) return 0;
      const isTelling = itsStem.length >= TELLING_STEM;
      if (isTelling && words[at] === itsStem) return SAME_STEM;
      if (stems[at] === itsStem && (isTelling || words[at].startsWith(word.slice(0, TELLING_STEM)))) {
        return SAME_STEM;
      }
      if (key.length >= 3 && (skeletons[at] === key || stemSkeletons[at] === key)) return ALIKE;
      if (ofStem && (skeletons[at] === ofStem || stemSkeletons[at] === ofStem)) return ALIKE;
      if (words[at].startsWith(word)) return BEGINNING;
      return key.length >= 4 && isBeginningAlike(at, key) ? BEGINNING_ALIKE : 0;
    }

    function isBeginningAlike(at, key) {
      return skeletons[at].startsWith(key) || stemSkeletons[at].startsWith(key);
    }

    function isAnyBeginningAlike(at, keys) {
      for (const key of keys) {
        if (isBeginningAlike(at, key)) return true;
      }
      return false;
    }

    function forgiven(word) {
      const found = new Map();
      if (word.length === 1) return found;
      const itsStem = stem(word);
      const key = skeleton(word);
      const beginnings = unfinished(word).filter((beginning) => beginning.length >= 2);
      const withinWord = longestWithin(word, [stems]);
      const withinKey = longestWithin(key, [skeletons, stemSkeletons]);
      const mayBeMisspelt = word.length >= 5 && !NOT_A_LETTER.test(word);
      for (let at = 0; at < words.length; at += 1) {
        let howWell = 0;
        if (isAnyBeginningAlike(at, beginnings)) {
          howWell = BEGINNING_ALIKE;
        } else if (withinWord && stems[at] === withinWord) {
          howWell = SHORTER;
        } else if (withinKey && (skeletons[at] === withinKey || stemSkeletons[at] === withinKey)) {
          howWell = SHORTER;
        } else if (mayBeMisspelt) {
          howWell = howMisspelt(at, word, itsStem, key);
        }
        if (howWell) found.set(at, howWell);
      }
      return found;
    }

    function longestWithin(word, lists) {
      let longest = "";
      for (const list of lists) {
        for (const other of list) {
          const isLonger = other.length > longest.length && other.length < word.length;
          if (!isLonger || other.length < SHORTEST_STEM || !word.startsWith(other)) continue;
          const rest = word.slice(other.length);
          const isEnding =
            rest.length <= Math.min(3, other.length - 2) ||
            LONG_ENDINGS.some((ending) => ending.startsWith(rest) || misspelt(rest, ending));
          if (isEnding) longest = other;
        }
      }
      return longest;
    }

    function howMisspelt(at, word, itsStem, key) {
      let howWell = misspelt(word, words[at]);
      if (howWell === MISSPELT || misspelt(itsStem, stems[at]) === MISSPELT) return MISSPELT;
      // Most skeletons are the word itself, and need no second look.
      if (key !== word || skeletons[at] !== words[at]) {
        howWell = Math.max(howWell, misspelt(key, skeletons[at]));
      }
      if (stemSkeletons[at]) howWell = Math.max(howWell, misspelt(key, stemSkeletons[at]));
      return howWell;
    }

    // While a query is typed, most of its words stay.
    const remembered = new Map();

    function once(name, make) {
      return function (word) {
        const key = `${name} ${word}`;
        if (!remembered.has(key)) {
          if (remembered.size > 200) remembered.clear();
          remembered.set(key, make(word));
        }
        return remembered.get(key);
      };
    }

    const certainOnce = once("certain", certain);
    const forgivenOnce = once("forgiven", forgiven);

    function direct(word) {
      const found = certainOnce(word);
      return found.size ? found : forgivenOnce(word);
    }

    function any(word) {
      return new Map([...forgivenOnce(word), ...certainOnce(word)]);
    }

    // Queries

    function isRequired(word, all) {
      if (optional.has(word)) return false;
      if (word.length > 1 || all.length === 1) return true;
      return word !== all[all.length - 1] && ids.has(word);
    }

    function wantedBy(query, matches) {
      const all = [...new Set(tokens(query).map((token) => token.word))].slice(0, MOST_WORDS);
      return all.map(function (word) {
        return { matches: matches(word), isRequired: isRequired(word, all) };
      });
    }

    function best(matches) {
      const found = new Map();
      for (const [word, howWell] of matches) {
        const pairs = documentsOf(word);
        for (let i = 0; i < pairs.length; i += 2) {
          const weight = howWell * WEIGHT_OF[pairs[i + 1]];
          const before = found.get(pairs[i]);
          if (before) {
            before.weight = Math.max(before.weight, weight);
            before.mask |= pairs[i + 1];
          } else {
            found.set(pairs[i], { weight, mask: pairs[i + 1] });
          }
        }
      }
      return found;
    }

    function hits(wanted) {
      const isAnyRequired = wanted.some((word) => word.isRequired);
      const scores = new Map();
      const fields = new Map();
      let left = null;
      for (const word of wanted) {
        const found = best(word.matches);
        const rarity = 33 - Math.clz32(found.size ? Math.floor(numbers.length / found.size) : 0);
        for (const [at, { weight, mask }] of found) {
          scores.set(at, (scores.get(at) || 0) + rarity * weight);
          if (word.isRequired || !isAnyRequired) fields.set(at, (fields.get(at) || 0) | mask);
        }
        if (word.isRequired) {
          left = left ? left.filter((at) => found.has(at)) : [...found.keys()];
        }
      }
      return (left || [...fields.keys()])
        .sort((a, b) => scores.get(b) - scores.get(a) || a - b)
        .map(function (at) {
          return {
            number: numbers[at],
            score: scores.get(at),
            fields: FIELDS.filter((_, bit) => (fields.get(at) >> bit) & 1),
          };
        });
    }

    let asked = "";
    let latest = [];

    function understood(query) {
      const cut = [...query].slice(0, MOST_CHARACTERS).join("");
      if (cut !== asked) {
        latest = wantedBy(cut, direct);
        if (latest.some((word) => word.isRequired) && !hits(latest).length) {
          latest = wantedBy(cut, any);
        }
        asked = cut;
      }
      return latest;
    }

    function search(query) {
      return hits(understood(query));
    }

    function marks(text, query) {
      const wanted = understood(query);
      const required = wanted.filter((word) => word.isRequired);
      const meant = required.length ? required : wanted;
      const found = tokens(text);
      const places = [];
      for (const { word, start, end } of [...found, ...compounds(text, found)]) {
        const at = ids.get(word);
        if (meant.some(({ matches }) => matches.has(at))) places.push([start, end]);
      }
      places.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      const merged = [];
      for (const place of places) {
        const before = merged[merged.length - 1];
        if (before && place[0] < before[1]) before[1] = Math.max(before[1], place[1]);
        else merged.push(place);
      }
      return merged;
    }

    return { search, marks };
  }

  // `words` is for those who hold the two engines together.
  globalThis.forumSearch = { read, words: { tokens, compounds, stem, skeleton } };
})();
