/* The states of screenings and of their candidates: apart from what puts runs into the queue. */
#include "domain/screening/candidate.h"

#define MOVE MOVE_ROW

const char *const screening_state_words[] = {"collecting", "done", "expired", NULL};
static const struct move screening_rows[] = {
#include "domain/screening/screening_moves.def"
};
const struct moves screening_moves = {RESOURCE_screening, screening_state_words, screening_rows,
                                      sizeof screening_rows / sizeof *screening_rows};

const char *const candidate_state_words[] = {"open", "closed", "expired", NULL};
static const struct move candidate_rows[] = {
#include "domain/screening/candidate_moves.def"
};
const struct moves candidate_moves = {RESOURCE_candidate, candidate_state_words, candidate_rows,
                                      sizeof candidate_rows / sizeof *candidate_rows};
