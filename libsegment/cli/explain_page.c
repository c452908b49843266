/* What the explaining page says of its own, and the names of the model's things. */
#include <stdio.h>
#include <string.h>

#include "explain_page.h"

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

const char *text_at(const json_t *object, const char *member) {
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

static int index_of(const struct page *page, enum seg_kind kind, const char *code) {
    return seg_model_find(segj_model_engine(page->model), kind, code, strlen(code));
}

static const char *name_at(const struct page *page, enum seg_kind kind, int index, int of) {
    return segj_text(page->model, (struct seg_place){kind, index, of}, SEGJ_NAME, page->language);
}

const char *name_of(const struct page *page, enum seg_kind kind, const char *code) {
    int index = index_of(page, kind, code);
    const char *name = index < 0 ? NULL : name_at(page, kind, index, -1);
    return name ? name : code;
}

const char *state_name(const struct page *page, const char *axis, const char *code) {
    const struct seg_model *engine = segj_model_engine(page->model);
    int of = index_of(page, SEG_AXIS, axis);
    int state = of < 0 ? -1 : seg_axis_state_find(engine, (size_t)of, code, strlen(code));
    return state < 0 ? code : name_at(page, SEG_STATE, state, of);
}

const char *option_name(const struct page *page, const char *item, const json_t *value) {
    const struct seg_model *engine = segj_model_engine(page->model);
    const char *code = json_string_value(value);
    int of = index_of(page, SEG_ITEM, item);
    if (of < 0) {
        return "";
    }
    int option = code ? seg_option_find(engine, (size_t)of, code, strlen(code))
                      : seg_item_level(engine, (size_t)of, (uint32_t)json_integer_value(value));
    return option < 0 ? word(page, NOT_APPLICABLE) : name_at(page, SEG_OPTION, option, of);
}
