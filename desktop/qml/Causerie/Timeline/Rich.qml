pragma Singleton
import QtQuick
import Causerie.Theme

// The style sheet behind rich text: the classes that desktop/text names, in the theme's colours.
QtObject {
    id: rich

    readonly property string sheet: `<style>
        p { margin: 0; white-space: pre-wrap; line-height: ${Math.round(Theme.lineHeight * 100)}%; }
        a { color: ${Theme.accent}; text-decoration: underline; }
        code { font-family: '${Theme.mono}'; font-size: ${Theme.textLabel}px; background-color: ${rich.css(Theme.hover)}; }
        .ai { color: ${Theme.assistant}; font-weight: ${Theme.weightStrong}; }
        .at { color: ${Theme.accent}; font-weight: ${Theme.weightStrong}; }
        .host { color: ${Theme.dim}; font-size: ${Theme.textSmall}px; }
        </style>`

    readonly property string codeSheet: `<style>
        pre { margin: 0; font-family: '${Theme.mono}'; line-height: ${Math.round(Theme.lineHeight * 104)}%; }
        .c-comment { color: ${Theme.dim}; font-style: italic; }
        .c-keyword { color: ${Theme.assistant}; }
        .c-string { color: ${Theme.accent}; }
        .c-number { color: ${Theme.warning}; }
        .c-name { font-weight: ${Theme.weightStrong}; }
        .c-added { color: ${Theme.accent}; background-color: ${rich.css(Theme.accentSoft)}; }
        .c-removed { color: ${Theme.danger}; background-color: ${rich.css(Theme.dangerSoft)}; }
        </style>`

    function css(ink: color): string {
        return `rgba(${Math.round(ink.r * 255)},${Math.round(ink.g * 255)},${Math.round(ink.b * 255)},${Math.round(ink.a * 255)})`;
    }

    function paragraph(html: string): string {
        return `${rich.sheet}<p>${html}</p>`;
    }

    function code(html: string): string {
        return `${rich.codeSheet}<pre>${html}</pre>`;
    }
}
