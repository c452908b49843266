// Writes the corpus of the anonymity check: artificial sentences in Finnish, Swedish and English, a
// third of them with a hidden identifier, many in awkward spellings.
//   node tests/anonymity/make_corpus.mjs
// Two halves with sentences, spellings and names of their own: tuning.ndjson is for making the check
// better, held_out.ndjson only for measuring it. A line: lang, text, and for a hidden one kind,
// offset and length in code points. The same numbers come out every time.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let seed;
const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const number = (from, to) => from + Math.floor(random() * (to - from + 1));
const two = (value) => String(value).padStart(2, "0");

// --- identifiers, in plain form ---

const hetu = () => {
    const separator = pick(["+", "-", "Y", "X", "W", "V", "U", "A", "B", "C", "D", "E", "F"]);
    const year = "ABCDEF".includes(separator) ? number(0, 24) : number(20, 99);
    const day = two(number(1, 28)) + two(number(1, 12)) + two(year);
    const individual = String(number(900, 999));
    return day + separator + individual + "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(day + individual) % 31];
};
const digits = (count) => Array.from({ length: count }, () => number(0, 9)).join("");
const mobile = () => pick(["040", "041", "044", "045", "046", "050", "0400"]) + digits(7);
const landline = () => pick(["09", "03", "02", "013", "014", "016", "017", "018", "019"]) + digits(pick([6, 7]));
const iban = () => {
    const account = digits(14);
    const rest = Array.from(account + "151800").reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0);
    return "FI" + two(98 - rest) + account;
};
const groups = (text, sizes, gap) => {
    const parts = [];
    let at = 0;
    for (const size of sizes) parts.push(text.slice(at, (at += size)));
    if (at < text.length) parts.push(text.slice(at));
    return parts.filter((part) => part !== "").join(gap);
};
const fours = (text, gap) => groups(text, [4, 4, 4, 4], gap);
const wide = (text) => Array.from(text, (c) => (c > " " && c < "\x7f" ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join("");
const say = { fi: ["nolla", "yksi", "kaksi", "kolme", "neljä", "viisi", "kuusi", "seitsemän", "kahdeksan", "yhdeksän"],
    sv: ["noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"],
    en: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] };
const spoken = (text, lang) => Array.from(text, (c) => (/\d/.test(c) ? say[lang][Number(c)] : c)).join(" ");
const letters_for_digits = (text) => text.replace(/0/g, "O").replace(/1/g, (c, at) => (at % 2 ? "l" : c));

// --- how each is hidden: [shared, only for tuning, only held out] ---

const hiding = {
    identity_code: {
        shared: [hetu, hetu, () => hetu().toLowerCase(), (l, h = hetu()) => `${h.slice(0, 6)} ${h.slice(6)}`,
            (l, h = hetu()) => `${h.slice(0, 6)} ${h[6]} ${h.slice(7)}`, (l, h = hetu()) => `${h.slice(0, 6)} ${h.slice(7)}`,
            (l, h = hetu()) => h.slice(0, 6) + pick(["–", "‑", "−"]) + h.slice(7), (l, h = hetu()) => h.slice(0, 6) + "\u200b" + h.slice(6)],
        tuning: [(l, h = hetu()) => `${h.slice(0, 6)}/${h.slice(7)}`, (l, h = hetu()) => groups(h.slice(0, 6), [2, 2, 2], ".") + h.slice(6),
            (l, h = hetu()) => Array.from(h).join(" "), (l, h = hetu()) => letters_for_digits(h.slice(0, 6)) + h.slice(6)],
        held_out: [(l, h = hetu()) => `${h.slice(0, 6)}:${h.slice(7)}`, (l, h = hetu()) => groups(h.slice(0, 6), [2, 2, 2], " ") + " " + h.slice(6),
            (l, h = hetu()) => wide(h), (l, h = hetu()) => `${h.slice(0, 6)}--${h.slice(7)}`, (l, h = hetu()) => h.slice(0, 8) + "\u00ad" + h.slice(8),
            (l, h = hetu()) => h.replace(/0/g, "О"), (l, h = hetu()) => `${h.slice(0, 6)}_${h.slice(7)}`],
    },
    phone: {
        shared: [mobile, (l, p = mobile()) => groups(p, [3, 3, 4], " "), (l, p = mobile()) => groups(p, [3], "-"),
            (l, p = mobile()) => "+358 " + groups(p.slice(1), [2, 3, 2, 2], " "), (l, p = mobile()) => "+358" + p.slice(1),
            (l, p = landline()) => p.replace(/^(0[239]|01\d)/, "$1 "), (l, p = mobile()) => groups(p, [3, 3, 2, 2], " ")],
        tuning: [(l, p = mobile()) => "00358" + p.slice(1), (l, p = mobile()) => groups(p, [3, 3, 4], "."), (l, p = mobile()) => p.replace("0", "O"),
            (l, p = mobile()) => "+358 (0)" + groups(p.slice(1), [2, 3], " "), (l, p = mobile()) => spoken(p.slice(0, 3), l) + " " + spoken(p.slice(3), l),
            (l, p = mobile()) => groups(p, [3, 3], "‐"), (l, p = mobile()) => groups(p, [2, 2, 2, 2, 2], " "), (l, p = mobile()) => "+358" + p, (l, p = mobile()) => "+" + groups("358" + p.slice(1), [3, 2, 3, 4], "-"),
            (l, p = mobile()) => Array.from(p).join(" "), (l, p = mobile()) => "tel:" + p, (l, p = landline()) => groups(p, [2, 3], "-")],
        held_out: [(l, p = mobile()) => `(${p.slice(0, 3)}) ` + groups(p.slice(3), [3], " "), (l, p = mobile()) => groups(p, [3, 2, 2, 3], " "),
            (l, p = mobile()) => groups(p, [3, 3], "/"), (l, p = mobile()) => wide(p), (l, p = mobile()) => "358" + p.slice(1),
            (l, p = mobile()) => spoken(p.slice(0, 10), l), (l, p = mobile()) => p.slice(0, 4) + "\u200d" + p.slice(4)],
    },
    email: {
        shared: [() => pick(["matti.esimerkki", "maija_m", "esimerkki74", "t.testaaja", "info-testi"]) + "@" + pick(["esimerkki.fi", "posti.example", "malli.fi", "exempel.se"]),
            () => "Maija.Malli@ESIMERKKI.FI", () => "matti (at) esimerkki.fi", () => "matti[at]esimerkki.fi", () => "maija @ esimerkki.fi"],
        tuning: [() => "matti@\u200besimerkki.fi", () => "matti＠esimerkki.fi", () => "maija at esimerkki.fi", () => "matti . malli @ esimerkki . fi"],
        held_out: [() => "мaija@esimerkki.fi", () => "maija (ät) esimerkki piste fi", () => "matti.malli miukumauku esimerkki.fi", () => "test+asia@sub.esimerkki.fi",
            () => "maija at esimerkki dot fi", () => "matti\u200c.malli@esimerkki.fi"],
    },
    iban: {
        shared: [iban, (l, i = iban()) => fours(i, " "), (l, i = iban()) => i.toLowerCase()],
        tuning: [(l, i = iban()) => fours(i, "-"), (l, i = iban()) => i.slice(0, 2) + " " + i.slice(2), () => "SE45 5000 0000 0583 9825 7466"],
        held_out: [(l, i = iban()) => fours(i, "."), (l, i = iban()) => groups(i, [6, 4, 4], " "), (l, i = iban()) => fours(i, "\u00a0"), (l, i = iban()) => wide(i),
            (l, i = iban()) => fours(i.slice(0, 4) + i.slice(4).replace(/0/g, "O"), " "), () => "DE89 3704 0044 0532 0130 00"],
    },
    plate: {
        shared: [() => pick(["ABC", "XYZ", "KLM", "ÄYO", "RTU"]) + "-" + digits(3)],
        tuning: [() => pick(["BGE", "CNZ"]) + " " + digits(3)],
        held_out: [() => pick(["GHK", "ZPR"]) + "–" + digits(3), () => "ohj-" + number(100, 999)],
    },
    record_number: {
        shared: [() => digits(7), () => number(10000, 99999) + "/" + number(2020, 2026)],
        tuning: [() => "A" + digits(6)],
        held_out: [() => groups(digits(8), [2, 3, 3], " "), () => "HEL " + number(2020, 2026) + "-" + digits(6)],
    },
};

const years = { old: () => number(1930, 2005) };
const day_of = () => number(1, 28);
const months = { fi: ["tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta"],
    sv: ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"],
    en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"] };
const ordinal = { fi: ["ensimmäinen", "toinen", "kolmas", "viides", "kymmenes"], sv: ["första", "andra", "tredje", "femte", "tionde"], en: ["first", "second", "third", "fifth", "tenth"] };
const said_year = { fi: "tuhatyhdeksänsataakuusikymmentäviisi", sv: "nittonhundrasextiofem", en: "nineteen sixty-five" };
const birth = {
    shared: [() => `${day_of()}.${number(1, 12)}.${years.old()}`, () => `${two(day_of())}.${two(number(1, 12))}.${years.old()}`, (l) => `${day_of()}${l === "fi" ? "." : ""} ${pick(months[l])} ${years.old()}`,
        () => `${years.old()}-${two(number(1, 12))}-${two(day_of())}`],
    tuning: [() => `${day_of()}.${number(1, 12)}.${number(40, 99)}`, () => `${two(day_of())}/${two(number(1, 12))}/${years.old()}`, (l) => `${pick(ordinal[l])} ${pick(months[l])} ${years.old()}`],
    held_out: [() => `${day_of()}. ${number(1, 12)}. ${years.old()}`, () => `${two(day_of())}-${two(number(1, 12))}-${years.old()}`, (l) => `${pick(ordinal[l])} ${pick(months[l])} ${said_year[l]}`,
        () => two(day_of()) + two(number(1, 12)) + years.old(), () => `${day_of()}/${number(1, 12)}/${number(40, 99)}`],
};
const address = {
    fi: { shared: ["Hämeenkatu 12", "Mannerheimintie 45 A 12", "Koivukuja 3", "Itäinen Rantakatu 5 B", "Kauppakadulla 7", "Metsäpolku 14 as. 2", "Kirkkotiellä 22"],
        tuning: ["Hämeenk. 12", "mannerheimintie 8 b", "Pihlajatie\u200b 4", "Hämeen katu 12", "Satamakatu kaksitoista", "00530 Helsinki", "Sepänpelto 3 B 12", "Toinen linja 7 A", "Vanhaportti 11 B 4", "PUISTOKATU 9", "Yläniitynkatu 5as3", "Kivikuj. 8", "Laaksonrinne 3 b"],
        held_out: ["Aleksanterink. 9", "koulukatu 18 c 33", "Kuusiraitti 6", "Keskuspuistontie-9", "Ratakatu viisi", "Isokaari 21 F", "Pohjoisesplanadi 31", "33100 Tampere", "Rantаkatu 4", "Sepänkulma 2 A"] },
    sv: { shared: ["Storgatan 5", "Skolgatan 12 B", "Strandvägen 3 A 4", "Björkstigen 9"], tuning: ["Storg. 14", "kyrkogatan 8", "Parkgränden 2", "Skolv. 7", "östra strandgatan 5 b", "Kullabacken 12 A", "Södra allén 3"],
        held_out: ["Nygatan 17 C", "Ringvägen 44", "norra esplanaden 21", "Åkerbrinken 6", "Tallstigen tolv", "Hamngat. 3"] },
    en: { shared: ["Mannerheimintie 12", "24 Harbour Street", "7 Old Mill Road"], tuning: ["15 Station Rd", "Hämeenkatu 3 A", "8 Kingfisher Close", "Flat 4, 19 Elm Grove", "31 station road"], held_out: ["221B Baker Street", "12 Church Lane", "Park Avenue 9", "Kauppakatu 5 C"] },
};

// Names as people are called, in four cases; artificial pairs. The last ones of each half are in no
// list of Finnish names.
const names = {
    tuning: [["Matti Virtanen", "Matti Virtasen", "Matti Virtaselle", "Matti Virtasella"], ["Maija Korhonen", "Maija Korhosen", "Maijalle Korhoselle", "Maija Korhosella"],
        ["Pekka Lahti", "Pekka Lahden", "Pekalle Lahdelle", "Pekka Lahdella"], ["Anneli Mäki", "Anneli Mäen", "Anneli Mäelle", "Annelilla Mäellä"],
        ["Toivo Niemi", "Toivo Niemen", "Toivo Niemelle", "Toivo Niemellä"], ["Eero Kangas", "Eero Kankaan", "Eero Kankaalle", "Eero Kankaalla"],
        ["Ritva Järvinen", "Ritva Järvisen", "Ritvalle Järviselle", "Ritva Järvisellä"], ["Juha Heikkilä", "Juhan Heikkilän", "Juha Heikkilälle", "Juha Heikkilällä"],
        ["Anna Lindholm", "Anna Lindholmin", "Anna Lindholmille", "Anna Lindholmilla"], ["Kerttu Salo", "Kertun Salon", "Kerttu Salolle", "Kerttu Salolla"],
        ["Ahmed Abdullahi", "Ahmed Abdullahin", "Ahmed Abdullahille", "Ahmed Abdullahilla"], ["Sirpa Rantala", "Sirpa Rantalan", "Sirpa Rantalalle", "Sirpa Rantalalla"],
        ["Mikko Ketola", "Mikko Ketolan", "Mikolle Ketolalle", "Mikko Ketolalla"], ["Natalia Kuznetsova", "Natalia Kuznetsovan", "Natalia Kuznetsovalle", "Natalia Kuznetsovalla"]],
    held_out: [["Timo Nieminen", "Timo Niemisen", "Timo Niemiselle", "Timolla Niemisellä"], ["Leena Laine", "Leena Laineen", "Leena Laineelle", "Leena Laineella"],
        ["Heikki Aalto", "Heikin Aallon", "Heikki Aallolle", "Heikki Aallolla"], ["Aino Koskinen", "Aino Koskisen", "Ainolle Koskiselle", "Aino Koskisella"],
        ["Veikko Tuominen", "Veikko Tuomisen", "Veikolle Tuomiselle", "Veikko Tuomisella"], ["Marjatta Hiltunen", "Marjatta Hiltusen", "Marjatta Hiltuselle", "Marjatalla Hiltusella"],
        ["Onni Kallio", "Onni Kallion", "Onni Kalliolle", "Onni Kalliolla"], ["Sofia Ojala", "Sofia Ojalan", "Sofia Ojalalle", "Sofialla Ojalalla"],
        ["Erik Johansson", "Erik Johanssonin", "Erik Johanssonille", "Erik Johanssonilla"], ["Tapio Lehto", "Tapion Lehdon", "Tapio Lehdolle", "Tapio Lehdolla"],
        ["Kaisa Ranta", "Kaisa Rannan", "Kaisalle Rannalle", "Kaisa Rannalla"], ["Jaakko Hakala", "Jaakon Hakalan", "Jaakolle Hakalalle", "Jaakko Hakalalla"],
        ["Hanna-Liisa Peltonen", "Hanna-Liisa Peltosen", "Hanna-Liisa Peltoselle", "Hanna-Liisa Peltosella"], ["Tuomas Savolainen", "Tuomaan Savolaisen", "Tuomaalle Savolaiselle", "Tuomas Savolaisella"],
        ["Fatima Hussein", "Fatima Husseinin", "Fatima Husseinille", "Fatima Husseinilla"], ["Igor Petrov", "Igor Petrovin", "Igor Petroville", "Igor Petrovilla"],
        ["Elina Kukkaro-Suo", "Elina Kukkaro-Suon", "Elina Kukkaro-Suolle", "Elina Kukkaro-Suolla"], ["Lars Wikström", "Lars Wikströmin", "Lars Wikströmille", "Lars Wikströmillä"]],
};
const reversed = (name) => name.split(" ").reverse().join(pick([" ", ", "]));
const initial = (name) => name[0] + ". " + name.split(" ")[1];
const name_spellings = {
    shared: [(n) => n, (n) => n, (n) => n, (n) => n, (n) => n.toUpperCase(), (n) => n.toLowerCase(), reversed],
    tuning: [initial, (n) => n.replace("a", "а")],
    held_out: [initial, (n) => n.replace("e", "е"), (n) => n.slice(0, 3) + "\u200b" + n.slice(3)],
};

// --- sentences that carry them ---

const carriers = {
    identity_code: {
        fi: { tuning: ["Asiakkaan henkilötunnus on {x}.", "Hetu {x}, voisiko joku katsoa?", "Potilas ({x}) odottaa aikaa.", "Kysymys koskee {x} ja hänen palveluitaan."],
            held_out: ["Tunnuksella {x} löytyy lisää tietoa.", "Konsultaatiopyyntö, sotu {x}.", "😀 {x} tarvitsee tukea arkeen.", "Kirjaukset ovat kohdassa {x}; mitä suosittelette?", "Ks. {x}"] },
        sv: { tuning: ["Klientens personbeteckning är {x}.", "Gäller {x}, hur går vi vidare?"], held_out: ["Personbeteckningen {x} finns i systemet.", "Patienten {x} behöver stöd."] },
        en: { tuning: ["The client's identity code is {x}.", "Please look at {x} first."], held_out: ["This concerns {x}, who needs support.", "Code: {x}"] },
    },
    phone: {
        fi: { tuning: ["Asiakkaan numero on {x}.", "Soita {x} iltapäivällä.", "Puh. {x}", "Omainen vastaa numerosta {x} arkisin."], held_out: ["Tavoittaa parhaiten: {x}.", "Tekstiviesti numeroon {x}, kiitos.", "Hänet saa kiinni {x} klo 9 jälkeen.", "Gsm {x}, vastaaja päällä."] },
        sv: { tuning: ["Ring klienten på {x}.", "Tfn {x}"], held_out: ["Numret är {x}, helst på morgonen.", "Nås på {x} vardagar."] },
        en: { tuning: ["Call the client at {x}.", "Phone: {x}"], held_out: ["The number is {x}, mornings only.", "Text {x} before noon."] },
    },
    email: {
        fi: { tuning: ["Lähetä vastaus osoitteeseen {x}.", "Sähköposti {x}."], held_out: ["Asiakas lukee viestit: {x}", "Yhteys {x} kautta."] },
        sv: { tuning: ["Skicka svaret till {x}."], held_out: ["E-post: {x}"] },
        en: { tuning: ["Mail the answer to {x}."], held_out: ["She reads {x} daily."] },
    },
    iban: {
        fi: { tuning: ["Tuki maksetaan tilille {x}.", "Tilinumero {x}"], held_out: ["Asiakkaan tili on {x}, voiko siihen maksaa?", "IBAN: {x}."] },
        sv: { tuning: ["Stödet betalas till konto {x}."], held_out: ["Kontot är {x}."] },
        en: { tuning: ["The account is {x}."], held_out: ["Paid to {x} every month."] },
    },
    plate: {
        fi: { tuning: ["Auton rekisterinumero on {x}.", "Rekisteri {x} seisoo pihassa."], held_out: ["Hän ajaa autolla {x}.", "Ajoneuvo {x} on vakuuttamatta."] },
        sv: { tuning: ["Bilens registernummer är {x}."], held_out: ["Bil {x} står på gården."] },
        en: { tuning: ["The car's plate is {x}."], held_out: ["The client's car {x} is not insured."] },
    },
    record_number: {
        fi: { tuning: ["Potilasnumero on {x}.", "Asiakasnumerolla {x} näkyy kaikki."], held_out: ["Diaarinumero: {x}.", "Asiakastunnus {x}, katso taustat."] },
        sv: { tuning: ["Klientnummer {x}."], held_out: ["Journalnumret är {x}."] },
        en: { tuning: ["Patient number {x}."], held_out: ["Client id: {x}."] },
    },
    birth_date: {
        fi: { tuning: ["Asiakas on syntynyt {x}.", "Syntymäaika {x}.", "Hän (s. {x}) asuu yksin."], held_out: ["Synt. {x}, yksin asuva.", "Potilaan syntymäaika on {x}, ei allergioita.", "Hän on {x} syntynyt nainen."] },
        sv: { tuning: ["Klienten är född {x}.", "Födelsedatum {x}."], held_out: ["Född den {x} i landet.", "Patienten (född {x}) bor ensam."] },
        en: { tuning: ["The client was born {x}.", "Date of birth {x}."], held_out: ["Born on {x}, lives alone.", "DOB: {x}"] },
    },
    address: {
        fi: { tuning: ["Asiakas asuu osoitteessa {x}.", "Kotikäynti: {x}.", "Muuttanut uuteen asuntoon, {x}."], held_out: ["Osoite on {x}, ovikoodi puuttuu.", "Kotihoito käy: {x}.", "Hän palasi kotiin, {x}."] },
        sv: { tuning: ["Klienten bor på {x}.", "Hembesök: {x}."], held_out: ["Adressen är {x}.", "Hon flyttade till {x}."] },
        en: { tuning: ["The client lives at {x}.", "Home visit at {x}."], held_out: ["The address is {x}.", "He moved to {x} in spring."] },
    },
    person_name: {
        fi: { tuning: [["{x} tarvitsee tukea kotiin.", 0], ["Kysyn, miten {x} saisi apua.", 0], ["Tämä on {x} asia.", 1], ["Aika annettiin {x} eilen.", 2], ["Onko {x} jo omatyöntekijä?", 3]],
            held_out: [["Viime viikolla {x} jätti tulematta.", 0], ["{x} on ollut sovitusti yhteydessä.", 0], ["Pohdimme {x} tilannetta.", 1], ["Ehdotimme {x} ryhmää.", 2], ["Arjessa {x} on monta palvelua.", 3], ["Mitä palveluita {x} voisi hakea?", 0]] },
        sv: { tuning: [["{x} behöver stöd hemma.", 0], ["Vi träffade {x} i går.", 0]], held_out: [["Hur kan {x} få hjälp?", 0], ["I går ringde {x} till oss.", 0]] },
        en: { tuning: [["{x} needs support at home.", 0], ["We met {x} yesterday.", 0]], held_out: [["How could {x} get help?", 0], ["Last week {x} missed the appointment.", 0]] },
    },
};

// --- sentences without any ---

const recent = { date: () => `${day_of()}.${number(1, 12)}.${pick([2024, 2025, 2026])}`, iso: () => `${pick([2025, 2026])}-${two(number(1, 12))}-${two(day_of())}`,
    n: () => String(number(2, 60)), big: () => String(number(1000, 90000)), time: () => `${number(8, 15)}.${pick(["00", "15", "30", "45"])}`, bp: () => `${number(110, 180)}/${number(60, 100)}`,
    dec: () => `${number(1, 20)},${number(0, 9)}`, icd: () => pick(["F32.1", "F41.2", "E11.9", "I10", "M54.5", "F10.2", "G20", "Z63.0", "F90.0"]), ten: () => "2" + digits(9) };
const fill = (text) => text.replace(/\{(\w+)\}/g, (all, slot) => recent[slot]());

const sentence = (lang, kind, text, value) => {
    const at = text.indexOf("{x}");
    const before = text.slice(0, at);
    return { lang, text: before + value + text.slice(at + 3), kind, offset: Array.from(before).length, length: Array.from(value).length };
};
const spellings = (own, half) => [...own.shared, ...own[half]];

// Every spelling once in each language and more, so that none is forgotten.
const hidden = (half) => {
    const out = [];
    for (const kind of Object.keys(hiding)) {
        for (const lang of ["fi", "fi", "sv", "en"]) {
            for (const hide of kind === "email" || kind === "iban" || kind === "plate" || kind === "record_number" ? (lang === "fi" || random() < 0.5 ? spellings(hiding[kind], half) : []) : spellings(hiding[kind], half)) {
                out.push(sentence(lang, kind, pick(carriers[kind][lang][half]), hide(lang)));
            }
        }
    }
    for (const lang of ["fi", "fi", "sv", "en"]) {
        for (const hide of spellings(birth, half)) out.push(sentence(lang, "birth_date", pick(carriers.birth_date[lang][half]), hide(lang)));
    }
    for (const lang of ["fi", "sv", "en"]) {
        for (const where of spellings(address[lang], half)) out.push(sentence(lang, "address", pick(carriers.address[lang][half]), where));
    }
    for (const lang of ["fi", "fi", "sv", "en"]) {
        for (const name of names[half]) {
            const [text, form] = pick(carriers.person_name[lang][half]);
            out.push(sentence(lang, "person_name", text, pick(spellings(name_spellings, half))(name[form])));
        }
    }
    return out;
};

const { default: free } = await import("./clean_sentences.mjs");
const without = (half) => Object.entries(free[half]).flatMap(([lang, texts]) =>
    texts.flatMap((text) => (text.includes("{") ? [1, 2, 3, 4, 5, 6, 7, 8] : [1]).map(() => ({ lang, text: fill(text) }))));

const folder = join(dirname(fileURLToPath(import.meta.url)), "corpus");
for (const [half, start] of [["tuning", 11], ["held_out", 2026]]) {
    seed = start;
    const rows = [...hidden(half), ...without(half)];
    writeFileSync(join(folder, `${half}.ndjson`), rows.map((row) => JSON.stringify(row)).join("\n") + "\n");
    console.log(`${half}: ${rows.length} sentences, ${rows.filter((row) => row.kind).length} with a hidden identifier`);
}
