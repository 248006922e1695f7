/** Icon: a selvedge, the woven edge of cloth, as a red thread in white. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#26303a" d="M0 0h16v16H0z"/><path fill="#faf7f0" d="M2 0h6v16H2z"/><path fill="#b5382f" d="M4 0h2v16H4z"/></svg>`;

const style = `
body{background:#faf7f0;box-shadow:inset 18px 0 #faf7f0,inset 24px 0 #b5382f}
#swagger-ui{padding-left:24px}
.swagger-ui .info{margin:32px 0}
.swagger-ui .info .title,.swagger-ui .opblock-tag{font-family:Georgia,serif;font-weight:normal;color:#26303a}
.swagger-ui .info a,.swagger-ui .info .base-url{color:#b5382f}
.swagger-ui .scheme-container{background:none;box-shadow:none;padding:0}
.swagger-ui .scheme-container .schemes>.schemes-server-container{display:none}
.swagger-ui .scheme-container .auth-wrapper{justify-content:flex-start}
.swagger-ui :is(.info,.opblock-description-wrapper,table.parameters,.markdown) code{color:#7d2620;background:#efe9db}
`;

/** Appearance of the API page. Everything it needs comes from this server, and it may load nothing from others. */
export const documentPage = {
  theme: {
    title: "Selvedge API",
    css: [{ filename: "selvedge.css", content: style }],
    favicon: [{ filename: "selvedge.svg", rel: "icon", type: "image/svg+xml", sizes: "any", content: icon }],
  },
  // Swagger UI uses inline styles; its scripts are all files.
  contentSecurityPolicy:
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
