// House rules for the browser code: typed linting, no inline style in markup, nothing left on the console.
import eslint from "@eslint/js";
import typescript from "typescript-eslint";

export default typescript.config(
  { ignores: ["node_modules/", "build.mjs", "test.mjs", "eslint.config.mjs", "tests/"] },
  eslint.configs.recommended,
  ...typescript.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-console": "error",
      "no-eval": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Build elements, or set textContent: names come from people." },
        { property: "outerHTML", message: "Build elements, or set textContent: names come from people." },
      ],
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 45, skipComments: true, skipBlankLines: true }],
      "@typescript-eslint/explicit-function-return-type": ["error", { allowExpressions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
);
