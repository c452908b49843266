// Draws the description into the page. The search is left out: it needs a worker made from a blob.
const fonts = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
Redoc.init(
    "/openapi.json",
    {
        disableSearch: true,
        hideDownloadButton: false,
        nativeScrollbars: true,
        sortRequiredPropsFirst: true,
        expandResponses: "200,201",
        theme: {
            colors: {
                primary: { main: "#0b4f8a" },
                success: { main: "#176629" },
                error: { main: "#a3161f" },
                text: { primary: "#222222", secondary: "#4a4a4a" },
                http: {
                    get: "#1c6b2a",
                    post: "#0b4f8a",
                    put: "#6b3fa0",
                    patch: "#7a4a00",
                    delete: "#a3161f",
                },
            },
            typography: { fontFamily: fonts, headings: { fontFamily: fonts } },
            sidebar: { textColor: "#222222" },
        },
    },
    document.getElementById("page"),
    (fault) => {
        document.body.dataset.state = fault ? "failed" : "drawn";
    },
);
