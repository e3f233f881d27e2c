pragma Singleton
import QtQuick
import Causerie.Theme

// The looks that desktop/text names, in the theme's colours. They are written into the tags: rich text would read a
// style sheet anew for each message, and that takes longer than the message.
QtObject {
    id: rich

    readonly property string opening: `<p style="margin:0;line-height:${Math.round(Theme.lineHeight * 100)}%">`
    readonly property string codeOpening: `<pre style="margin:0;font-family:'${Theme.mono}';line-height:${Math.round(Theme.lineHeight * 104)}%">`

    readonly property var looks: [
        ['<a ', `<a style="color:${Theme.accent};text-decoration:underline" `],
        ['<code>', `<code style="font-family:'${Theme.mono}';font-size:${Theme.textLabel}px;background-color:${css(Theme.hover)}">`],
        ['class="ai"', `style="color:${Theme.assistant};font-weight:${Theme.weightStrong}"`],
        ['class="at"', `style="color:${Theme.accent};font-weight:${Theme.weightStrong}"`],
        ['class="host"', `style="color:${Theme.dim};font-size:${Theme.textSmall}px"`]
    ]
    readonly property var codeLooks: [
        ['class="c-comment"', `style="color:${Theme.dim};font-style:italic"`],
        ['class="c-keyword"', `style="color:${Theme.assistant}"`],
        ['class="c-string"', `style="color:${Theme.accent}"`],
        ['class="c-number"', `style="color:${Theme.warning}"`],
        ['class="c-name"', `style="font-weight:${Theme.weightStrong}"`],
        ['class="c-added"', `style="color:${Theme.accent};background-color:${css(Theme.accentSoft)}"`],
        ['class="c-removed"', `style="color:${Theme.danger};background-color:${css(Theme.dangerSoft)}"`]
    ]

    function css(ink: color): string {
        return `rgba(${Math.round(ink.r * 255)},${Math.round(ink.g * 255)},${Math.round(ink.b * 255)},${Math.round(ink.a * 255)})`;
    }

    // What a person typed holds neither "<" nor a quotation mark any more, so only our own tags are met here.
    function dress(html: string, named: var): string {
        if (!html.includes("<"))
            return html;
        for (const [plain, dressed] of named) {
            if (html.includes(plain))
                html = html.split(plain).join(dressed);
        }
        return html;
    }

    function paragraph(html: string): string {
        return `${opening}${dress(html, looks)}</p>`;
    }

    function code(html: string): string {
        return `${codeOpening}${dress(html, codeLooks)}</pre>`;
    }
}
