/* SMART Backend Services (SMART App Launch 2): systems ask for a token with an assertion, and read
 * with it as any other caller. What there is stands beside the FHIR base, and is there where
 * SMART_CLIENTS names anybody. */
#ifndef FACADE_SMART_SMART_API_H
#define FACADE_SMART_SMART_API_H

#include "base/shape.h"

extern const struct shape smart_configuration_shape, smart_token_shape;

#endif
