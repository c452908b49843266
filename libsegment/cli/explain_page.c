/* What the explaining page says of its own, and the names of the model's things. */
#include "explain_page.h"

#include <stdio.h>

static const char *const words[][3] = {
    [OPEN] = {"Segmentti on avoin", "Segmentet är öppet", "The segment is open"},
    [POSSIBLE] = {"mahdolliset", "möjliga", "possible"},
    [CERTAIN] = {"varma", "säkert", "certain"},
    [UNCERTAIN] = {"ei vielä varma", "ännu inte säkert", "not yet certain"},
    [REVIEW] = {"Arvioidaan uudelleen viimeistään", "Ny bedömning inom", "Review within"},
    [MONTHS] = {"kk", "mån", "months"},
    [SCORES] = {"Pisteet", "Poäng", "Scores"},
    [JUDGED] = {"arvioitu suoraan", "direkt bedömt", "given by judgement"},
    [CUT_OFF] = {"raja", "gräns", "cut-off"},
    [REASONS] = {"Perusteet", "Grunder", "Reasons"},
    [CONSEQUENCES] = {"Mitä seuraa", "Vad som följer", "What follows"},
    [SIGNALS] = {"Huomattavaa", "Att observera", "Signals"},
    [RULES] = {"Säännöt", "Regler", "Rules"},
    [NOT_TRIED] = {"ei kokeilla, aiempi sääntö ratkaisee", "prövas inte, en tidigare regel avgör",
                   "not tried, an earlier rule decides"},
    [VIEWS_DIFFER] = {"Näkemykset eroavat", "Synsätten skiljer sig", "The views differ"},
    [PROFESSIONAL] = {"ammattilainen", "yrkesperson", "professional"},
    [CLIENT] = {"asiakas", "klient", "client"},
    [NEXT] = {"Kysy seuraavaksi", "Fråga härnäst", "Ask next"},
    [SETTLES] = {"ratkaisee", "avgör", "settles"},
    [FEWEST] = {"Vastauksia, joilla asia ratkeaisi", "Svar som skulle avgöra saken",
                "Answers that would settle it"},
    [AT_LEAST] = {"vähintään", "minst", "at least"},
    [NOTHING_SETTLES] = {"mitkään vastaukset eivät ratkaise", "inga svar avgör",
                         "no answers settle it"},
    [WHAT_IF] = {"Mikä muuttaisi tuloksen", "Vad som skulle ändra resultatet",
                 "What would change it"},
    [NO_WAY] = {"ei muutettavissa olevilla asioilla", "inte med det som kan ändras",
                "not by what can be changed"},
    [NOT_SEARCHED] = {"ei löytynyt haun rajoissa", "hittades inte inom sökningens gränser",
                      "not found within the bounds of the search"},
    [PERHAPS_LESS] = {"vähempikin voi riittää", "mindre kan räcka", "less may do"},
    [MISSING] = {"Vastaamatta", "Obesvarade", "Unanswered"},
    [MODEL] = {"Malli", "Modell", "Model"},
    [YES] = {"kyllä", "ja", "yes"},
    [NO] = {"ei", "nej", "no"},
    [UNKNOWN] = {"ei tiedossa", "okänt", "unknown"},
    [ALL] = {"kaikki", "alla", "all"},
    [ANY] = {"jokin", "någon", "any"},
    [NOT] = {"päinvastoin", "tvärtom", "the opposite"},
    [READ] = {"luettu", "läst", "read"},
    [AGE] = {"Ikä", "Ålder", "Age"},
    [SEGMENT] = {"Segmentti tähän asti", "Segmentet hittills", "The segment so far"},
    [ANSWERS_MISSING] = {"Puuttuvia vastauksia", "Svar som saknas", "Answers missing"},
    [DISAGREEMENTS] = {"Eroavia näkemyksiä", "Skilda synsätt", "Differing views"},
    [NOT_APPLICABLE] = {"ei koske asiakasta", "gäller inte", "not applicable"}};

const char *word(const struct page *page, enum word index) {
    return words[index][page->language];
}

void heading(const struct page *page, enum word index) {
    printf("\n%s\n", word(page, index));
}

/* The code of a thing; of a state or option, `of` is its owner. */
static const char *code_of(const struct page *page, struct seg_place place) {
    size_t index = (size_t)place.index;
    return place.kind == SEG_STATE    ? seg_axis_state_code(page->engine, (size_t)place.of, index)
           : place.kind == SEG_OPTION ? seg_option_code(page->engine, (size_t)place.of, index)
                                      : seg_model_code(page->engine, place.kind, index);
}

const char *name_in(const struct page *page, enum seg_kind kind, size_t index, int of) {
    struct seg_place place = {kind, (int)index, of};
    const char *name = segj_text(page->model, place, SEGJ_NAME, page->language);
    return name ? name : code_of(page, place);
}

const char *name_of(const struct page *page, enum seg_kind kind, size_t index) {
    return name_in(page, kind, index, -1);
}

const char *option_name(const struct page *page, size_t item, uint8_t answer) {
    return answer < seg_item(page->engine, item).levels
               ? name_in(page, SEG_OPTION, answer, (int)item)
               : word(page, NOT_APPLICABLE);
}
