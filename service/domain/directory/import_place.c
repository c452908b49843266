/* Where a place is: from the plane coordinates of the national register (ETRS-TM35FIN) to degrees
 * (WGS 84), by the series of the public administration's recommendation JHS 197. */
#include "domain/directory/import_ptv.h"

#include <math.h>

enum { SERIES = 4 };

static const double radius = 6378137.0, flattening = 1 / 298.257222101; /* GRS 80, metres */
static const double scale = 0.9996, false_easting = 500000.0, middle_degrees = 27.0;
static const double pi = 3.14159265358979323846;

/* The sphere's angles to the ellipsoid's plane, with n the third flattening. */
static void series_of(double n, double out[SERIES]) {
    out[0] = n / 2 - 2 * n * n / 3 + 37 * pow(n, 3) / 96 - pow(n, 4) / 360;
    out[1] = n * n / 48 + pow(n, 3) / 15 - 437 * pow(n, 4) / 1440;
    out[2] = 17 * pow(n, 3) / 480 - 37 * pow(n, 4) / 840;
    out[3] = 4397 * pow(n, 4) / 161280;
}

/* The ellipsoid's latitude from that of the sphere that is alike in angles. */
static double latitude_of(double spherical) {
    enum { STEPS = 6 }; /* each gains two digits or more */
    const double e = sqrt(flattening * (2 - flattening)), conformal = asinh(tan(spherical));
    double isometric = conformal;
    for (int i = 0; i < STEPS; i++) {
        isometric = conformal + e * atanh(e * tanh(isometric));
    }
    return atan(sinh(isometric));
}

bool degrees_of_plane(double north, double east, double *latitude, double *longitude) {
    const double n = flattening / (2 - flattening);
    const double unit = radius / (1 + n) * (1 + n * n / 4 + pow(n, 4) / 64) * scale;
    const double xi = north / unit, eta = (east - false_easting) / unit;
    double series[SERIES], x = xi, y = eta;
    /* Finland, with its sea; anything else is no coordinate of this plane. */
    if (!(north >= 6500000 && north <= 7900000 && east >= 0 && east <= 850000)) {
        return false;
    }
    series_of(n, series);
    for (int i = 0; i < SERIES; i++) {
        x -= series[i] * sin(2 * (i + 1) * xi) * cosh(2 * (i + 1) * eta);
        y -= series[i] * cos(2 * (i + 1) * xi) * sinh(2 * (i + 1) * eta);
    }
    const double spherical = asin(sin(x) / cosh(y));
    *latitude = latitude_of(spherical) * 180 / pi;
    *longitude = middle_degrees + asin(tanh(y) / cos(spherical)) * 180 / pi;
    return true;
}
