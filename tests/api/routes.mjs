// Which operation of the description a request is: by method and path. Needs no package of npm.

function pattern(template) {
    const escaped = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replace(/\{[^}]+\}/g, "[^/]+")}$`);
}

const fixed = ({ path }) => path.replace(/\{[^}]+\}/g, "").length;

// A function of method and path (with its query, or the description's template) that gives the
// operationId, or undefined. What is fixed in a path goes before a {name}, as in the service.
export function routesOf(description) {
    const routes = Object.entries(description.paths)
        .flatMap(([path, methods]) => Object.entries(methods).filter(([, { operationId }]) => operationId)
            .map(([method, { operationId }]) => ({ id: operationId, path, method: method.toUpperCase(), fits: pattern(path) })))
        .sort((a, b) => fixed(b) - fixed(a));
    return (method, path) => {
        const place = path.split("?")[0];
        return routes.find((route) => route.method === method && (route.path === place || route.fits.test(place)))?.id;
    };
}
