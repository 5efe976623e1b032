/** The phrases of one language, lower case, without accents and apostrophes. */
type Phrases = {
  /** What is said when help has arrived */
  thanks: readonly string[];
  /** Content with an answer, which asks for nothing more */
  approval: readonly string[];
  greetings: readonly string[];
  chatter: readonly string[];
  /** What may stand beside one of the others, but says nothing of its own */
  beside: readonly string[];
};

const ENGLISH: Phrases = {
  thanks: list(`
    thanks, thank you, thank u, thankyou, thanx, thnx, thx, tnx, tks, ty, tysm, tyvm, tyia, many thanks, big thanks,
    much thanks, huge thanks, special thanks, no thanks, much appreciated, greatly appreciated, appreciated, appreciate it,
    i appreciate it, really appreciate it, i really appreciate it, appreciate you, appreciate that, i appreciate that,
    i appreciate your help, appreciate your help, appreciate the help, cheers, kudos, you rock, you are the best,
    youre the best, you are amazing, youre amazing, you are awesome, youre awesome, you are a lifesaver, youre a lifesaver,
    lifesaver
  `),
  approval: list(`
    ok, okay, okey, okie, okie dokie, kk, okok, alright, all right, sure, perfect, great, awesome, excellent, wonderful,
    fantastic, brilliant, amazing, lovely, nice, nice one, cool, super, sweet, good, very good, very nice, good job,
    great job, nice job, great work, good work, nice work, well done, good to know, great to hear, good to hear, great news,
    good news, thats great, that is great, thats perfect, that is perfect, thats awesome, thats good, thats fine, thats cool,
    thats nice, thats fantastic, thats wonderful, thats amazing, its ok, its fine, thats ok, sounds good, sounds great,
    looks good, looks great, lgtm, all good, all good now, all set, all set now, im all set, im good, got it, gotcha,
    understood, noted, roger, roger that, makes sense, that makes sense, that worked, it worked, that works, it works now,
    works now, it is working now, its working now, working now, works great, works perfectly, that did it,
    that did the trick, that helped, that helps, that helps a lot, that helped a lot, very helpful, super helpful,
    so helpful, that was helpful, agreed, it works fine now, works fine now, it works
  `),
  greetings: list(`
    hello, hi, hey, hiya, heya, howdy, yo, hello there, hi there, hey there, hello world, greetings, good morning, morning,
    mornin, gm, good day, good afternoon, afternoon, good evening, evening, good night, gn, goodnight, happy monday,
    happy tuesday, happy wednesday, happy thursday, happy friday, happy weekend, happy new year, happy holidays,
    merry christmas, happy thanksgiving, happy easter, happy birthday, have a good day, have a great day, have a nice day,
    have a lovely day, have a good one, have a great one, have a good weekend, have a great weekend, have a nice weekend,
    have a lovely weekend, have a good evening, have a nice evening, have a great evening, enjoy the weekend,
    enjoy your weekend, enjoy your day, bye, bye bye, byebye, goodbye, good bye, see you, see ya, see you later,
    see you soon, see you tomorrow, see you monday, cya, ttyl, take care, welcome, welcome aboard, welcome back,
    nice to meet you, nice to meet you all, long time no see
  `),
  chatter: list(`
    lol, haha, lmao, rofl, xd, oh, ooh, ah, aha, aah, wow, whoa, yay, woo, woohoo, woot, hurray, hooray, hmm, hm, mhm, heh,
    oh ok, oh cool, oh nice, i see, ah i see, youre welcome, you are welcome, yw, np, no problem, no problem at all,
    no worries, no worries at all, any time, anytime, my pleasure, dont mention it, glad to help, happy to help,
    glad i could help, glad to hear it, glad to hear that, congrats, congratulations, congratz, gratz, will do, sorry,
    so sorry, sorry about that, my bad, oops, never mind, nevermind, nvm, brb
  `),
  beside: list(`
    yesterday, today, this morning, last week, earlier, so, so much, so very much, very much, a lot, alot, lots, a bunch, a million, a ton, tons, a bundle, again, once again,
    all, to all, you all, yall, everyone, everybody, to everyone, team, folks, guys, friends, people, both, you both,
    you two, in advance, and, really, indeed, too, though, then, as always, man, mate, buddy, for everything, for all,
    for this, for that, for it, for helping, for helping me, for helping out, for your help, for the help, for all your help,
    for all the help, for your support, for the support, for your time, for your patience, for the quick reply,
    for the quick response, for the quick answer, for the quick help, for the reply, for the response, for the answer,
    for your reply, for your response, for your answer, for answering, for the info, for the information,
    for the explanation, for explaining, for the link, for the tip, for the tips, for the update, for letting me know,
    for letting us know, for sharing, for asking, from me, from all of us, from us
  `),
};

const SPANISH: Phrases = {
  thanks: list(`
    gracias, muchas gracias, mil gracias, muchisimas gracias, un millon de gracias, millones de gracias, infinitas gracias,
    grax, no gracias, gracias totales, te lo agradezco, se lo agradezco, os lo agradezco, les agradezco, lo agradezco,
    lo agradezco mucho, te agradezco, se agradece, agradecido, agradecida, agradecidos, agradecidas, muy agradecido,
    muy agradecida, muy amable, muy amables, que amable, eres un sol, sois geniales, eres genial, eres lo maximo,
    son los mejores, eres el mejor, eres la mejor
  `),
  approval: list(`
    vale, ok, oki, okey, okay, perfecto, genial, excelente, estupendo, fantastico, maravilloso, buenisimo, fenomenal,
    barbaro, de lujo, que bien, que bueno, muy bien, muy bueno, bien, bueno, bien hecho, buen trabajo, todo bien,
    todo perfecto, todo ok, todo claro, todo listo, listo, entendido, comprendido, enterado, enterada, recibido, anotado,
    de acuerdo, claro, claro que si, por supuesto, dale, ya esta, ya funciona, ya funciona todo, ahora funciona, ahora si,
    funciona perfecto, ya me funciona, me funciono, ya quedo, eso era, era eso, solucionado, muy util, me ha servido,
    me sirvio, me ayudo mucho, que alegria, buena noticia, buenas noticias, tiene sentido, me parece bien, suena bien,
    que chevere, chevere, guay, mola
  `),
  greetings: list(`
    hola, holi, hola hola, buenas, muy buenas, buenos dias, buen dia, buenas tardes, buena tarde, buenas noches, buena noche,
    saludos, un saludo, saludos cordiales, feliz dia, feliz lunes, feliz martes, feliz miercoles, feliz jueves,
    feliz viernes, feliz semana, buena semana, feliz finde, buen finde, feliz fin de semana, buen fin de semana, feliz ano,
    feliz ano nuevo, feliz navidad, felices fiestas, feliz cumple, feliz cumpleanos, que tengas buen dia,
    que tengas un buen dia, que tengan buen dia, que tengan un buen dia, que tengais buen dia, hasta luego, hasta manana,
    hasta pronto, hasta el lunes, nos vemos, adios, chao, chau, bienvenido, bienvenida, bienvenidos, bienvenidas, un abrazo,
    abrazos, un placer, mucho gusto, encantado, encantada
  `),
  chatter: list(`
    jeje, de nada, por nada, no hay de que, no hay problema, sin problema, no pasa nada, no te preocupes, no se preocupe,
    con gusto, a la orden, para eso estamos, felicidades, felicitaciones, enhorabuena, que risa, ah, ay, oh, uy, ups, guau,
    olvidalo, perdon, perdona, perdonad, disculpa, disculpad, disculpen, lo siento, igualmente, ya veo
  `),
  beside: list(`
    ayer, hoy, a todos, a todas, a todes, a todos y todas, a todas y todos, todos, todas, equipo, chicos, chicas, gente, amigos, amigas,
    companeros, companeras, compas, y, mucho, de nuevo, otra vez, de verdad, de corazon, de antemano, por todo, por eso,
    por esto, por la ayuda, por tu ayuda, por su ayuda, por vuestra ayuda, por toda la ayuda, por toda tu ayuda,
    por ayudarme, por ayudarnos, por ayudar, por el apoyo, por tu apoyo, por su apoyo, por tu tiempo, por su tiempo,
    por la paciencia, por tu paciencia, por su paciencia, por la respuesta, por tu respuesta, por su respuesta,
    por responder, por contestar, por la informacion, por la info, por la explicacion, por el enlace, por el dato,
    por avisar, por compartir, a ti, a vosotros, a ustedes, a usted
  `),
};

export const SMALL_TALK: readonly Phrases[] = [ENGLISH, SPANISH];

/** Emoji that thank or approve when nothing else is said: by the words in a shortcode's name, or by themselves. */
export const THANKS_EMOJI = list(`
  +1, thumbsup, thumbs, pray, heart, hearts, clap, tada, raised_hands, ok, bow, muscle, check, checkmark, 100, star, thanks,
  thank, thankyou, gracias, 👍, 🙏, ❤, 👏, 🎉, 🙌, 👌, 🙇, 💪, ✅, ✔, 💯, ⭐, 🌟, 💚, 💙, 💜, 🧡, 💛, 💖, 🫶
`);

/** Emoji that may be a cry for help, so that whoever uses one has a request; by the words in a shortcode's name, or by themselves. */
export const ALARM_EMOJI = list(`
  sos, help, ayuda, socorro, urgent, urgente, emergency, emergencia, alert, alerta, alarm, warning, question, exclamation,
  interrobang, ticket, tickets, bug, error, problem, problema, broken, roto, down, rotating_light, light, siren, blocked,
  blocker, stop, octagonal, entry, x, ambulance, please, porfavor, -1, thumbsdown, raised_hand, raising, 🆘, 🚨, ⚠, ❓, ❔, ❗,
  ❕, 🐛, 🎫, 🎟, ⛔, 🛑, ❌, ❎, 🚑, 👎, ✋, 🙋, 💔
`);

function list(text: string): string[] {
  return text.split(',').map((phrase) => phrase.trim());
}
