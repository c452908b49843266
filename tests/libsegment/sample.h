/* Small models in code, for tests that read like the language's page. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "segment.h"

enum { OMATOIMI, TUKI, YHTEISTYO, HUOLENPITO };
enum { COPING, NEED };
enum { EASY, TEMPORARILY_DIFFICULT, DIFFICULT };
enum { FEW, MANY };
enum { OCCASIONAL, TEMPORARY, CONTINUOUS };
enum { PASSING, LASTING, NOT_KNOWN };
enum { COPING_ITEMS = 10, OUTLOOK = 10, FIRST_NEED = 11, NEED_ITEMS = 14, ALL_ITEMS = 25 };
enum { RULE_SUPPORT_DIFFICULT, RULE_SUPPORT };
enum { SIGNAL_MISMATCH, SIGNAL_OUTLOOK, SIGNAL_VIEWS, SIGNAL_MISSING };

/* The four segments of Helsinki: ten coping items, an outlook, fourteen need items. */
struct seg_builder *sample_builder(void);
struct seg_model *sample_model(void);
/* Compiles and frees the builder; fails the test when the model is at fault. */
struct seg_model *sample_compile(struct seg_builder *builder);
/* Every item answered with this level, the outlook lasting, no flag, continuous, aged 47. */
struct seg_input sample_input(uint8_t coping, uint8_t need);

#endif
