"""What a member expects typed words to mean, and how differently he may write them."""

import re
import unicodedata


def bare(text: str) -> str:
    """Words without case, marks and punctuation."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c))))


def resolve(typed: str, offered: list[list[str]]) -> str | None:
    """Which choice typed words mean, as a member would expect."""
    typed = unicodedata.normalize("NFKC", typed)
    verbs = {number: verb for number, verb, *_ in offered}
    if re.fullmatch(r"\d+([ .]\d+)*", typed):
        chosen = [verbs.get(str(int(number))) for number in dict.fromkeys(re.findall(r"\d+", typed))]
        if len(chosen) == 1 or None in chosen:
            return chosen[0] if len(chosen) == 1 else None
        heads = {verb.rpartition(":")[0] for verb in chosen if verb}
        tails = [verb.rpartition(":")[2] for verb in chosen if verb]
        together = len(heads) == 1 and all(tail[-1] in "+-" for tail in tails)
        return f"{heads.pop()}:{','.join(tails)}" if together else None
    meant = {
        verb for _, verb, *words in offered if bare(typed) and bare(typed) in [bare(word) for word in words]
    }
    return meant.pop() if len(meant) == 1 else None


def written(words: str, form: str) -> str:
    """Words in capitals, decomposed, or without their marks."""
    if form == "NFD":
        return unicodedata.normalize("NFD", words)
    return {"upper": words.upper(), "bare": bare(words)}.get(form, words)
