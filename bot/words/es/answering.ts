import type { Words } from '../words.ts';

const all = new Intl.ListFormat('es');

export const answering: Words['answering'] = {
  notFound: 'No se encuentra esa encuesta. Quizá se haya retirado.',
  notAsked: 'Esta encuesta se envió a otras personas, así que aquí no hay nada que responder. ¡Gracias por querer hacerlo!',

  asks: (name) => `Nos gustaría saber qué piensas: *${name}*`,
  asksAll: (name) => `Pedimos a algunas personas unas respuestas: *${name}*`,
  forThoseAsked: 'Es para quienes recibieron un mensaje mío. Los demás no tienen que hacer nada.',
  estimate: (questions, minutes) =>
    `${questions === 1 ? '1 pregunta' : `${questions} preguntas`}, ${minutes === 1 ? 'menos de un minuto' : `unos ${minutes} minutos`}`,
  until: (when) => `Abierta hasta ${when}.`,
  answer: 'Responder',
  goOn: (left) => (left === 1 ? 'Seguir con la última pregunta' : `Seguir con las otras ${left} preguntas`),
  toTheEnd: 'Seguir hasta el final',
  change: 'Cambiarlo',
  changeAll: 'Cambiar mis respuestas',
  somethingElse: 'Otra cosa…',

  promise: {
    named: (who) =>
      `:bust_in_silhouette: *Con tu nombre.* Quien lleva esta encuesta y nuestros responsables leen lo que respondes, y ven que es tuyo.${who.length === 0 ? '' : ` Ahora la llevan: ${all.format(who)}.`}`,
    confidential: (who) =>
      who.length === 0
        ? ':lock: *En confianza.* Quienes podían leer quién respondió qué ya no están, y nadie más puede.'
        : `:lock: *En confianza.* Solo estas personas pueden leer quién respondió qué: ${all.format(who)}. Aparte de ellas, alguien con nuestra base de datos podría averiguarlo.`,
    anonymous:
      ':lock: *Anónima.* Nadie que use este bot puede ver quién dijo qué, desde el momento en que lo envías. ' +
      'Cuando se cierra la encuesta, todas las respuestas se guardan de nuevo en orden aleatorio. ' +
      'Después, alguien con nuestra base de datos tampoco puede verlo. Hasta entonces podría averiguarlo, y más tarde solo con una copia hecha antes.',
    final:
      'Respondes de una vez, y lo que envías es definitivo: no se puede cambiar. ' +
      'Que has respondido se anota para no recordártelo, y se olvida cuando se cierra la encuesta.',
    exportsOfAsking:
      'Los propietarios de este espacio de Slack pueden exportar los mensajes directos. ' +
      'Allí se ve que te preguntamos y si te lo recordamos, pero no lo que respondes en el formulario.',
    exportsOfAnswer:
      'Los propietarios de este espacio de Slack pueden exportar los mensajes directos. ' +
      'Allí se ve tu respuesta a la primera pregunta, y ninguna de las demás.',
    exportsOfAnswering:
      'Los propietarios de este espacio de Slack pueden exportar los mensajes directos. ' +
      'Allí se ve que te preguntamos y hasta dónde has respondido, pero ninguna de tus respuestas.',
    shown: (by, least) =>
      by.length === 0
        ? `Los resultados se muestran para todos juntos, nunca para menos de ${least} personas.`
        : `Los resultados se muestran ${all.format(by)}, nunca para menos de ${least} personas.`,
    shownToOthers: (by, least) =>
      by.length === 0
        ? `Los demás ven solo los resultados de todos juntos, nunca de menos de ${least} personas.`
        : `Los demás ven solo los resultados ${all.format(by)}, nunca de menos de ${least} personas.`,
    textsToOthers: (least) =>
      `Nuestro equipo lee lo que escribes palabra por palabra, sin nombres. Va entre al menos ${least} textos en orden aleatorio.`,
    texts: (least) => `Lo que escribes se muestra palabra por palabra, entre al menos ${least} textos en orden aleatorio.`,
  },
  bands: {
    organisation: 'por organización',
    size: 'por tamaño de la organización',
    region: 'por región',
    plan: 'por plan',
    tenure: 'por el tiempo que llevan con nosotros',
    language: 'por idioma',
  },

  youSaid: (answer) => `Dijiste *${answer}*.`,
  kept: (answered, questions) => `${answered} de ${questions} respondidas, y guardadas.`,
  keptUntil: (when) => `Puedes seguir hasta ${when}.`,
  done: (name) => `:white_check_mark: ¡Gracias! Tenemos tus respuestas a *${name}*.`,
  changeUntil: (when) => `Puedes cambiar tus respuestas hasta ${when}.`,
  closed: (name) => `La encuesta *${name}* está cerrada. ¡Gracias a quienes respondieron!`,
  closedAnswered: (name) => `La encuesta *${name}* está cerrada. ¡Gracias por tus respuestas!`,
  withdrawn: (name) => `La encuesta *${name}* se retiró. No tienes que hacer nada, y se borraron todas las respuestas.`,
  notOpenYet: (name) => `La encuesta *${name}* todavía no está abierta. Vuelve un poco más tarde, por favor.`,
  overNow: 'Esta encuesta ya ha terminado y no he recogido esa respuesta. ¡Gracias por querer hacerlo!',
  openForm: 'Esta encuesta se responde en su formulario: pulsa *Responder*, por favor.',

  optOut: 'No quiero más esta encuesta',
  optOutAll: 'No quiero encuestas',
  optedOut: (name) => `De acuerdo: ya no te enviaré *${name}*.`,
  optedOutAll: 'De acuerdo: no te enviaré ninguna encuesta.',
  optedOutBefore: (name) => `Elegiste no recibir más *${name}*. ¿Quieres responderla de todos modos?`,
  askAgain: 'Vuelve a preguntarme',
  answerAfterAll: 'Sí, vuelve a preguntar',

  reminder: (name) => `Un pequeño recordatorio: la encuesta *${name}* sigue abierta para ti.`,
  reminderKept: (name, answered, questions) =>
    `Un pequeño recordatorio: respondiste ${answered} de ${questions} preguntas de *${name}*.`,

  next: 'Siguiente',
  send: 'Enviar',
  back: 'Atrás',
  close: 'Cerrar',
  cancel: 'Cancelar',
  progress: (page, pages) => `Página ${page} de ${pages}`,
  keptOnTheWay: 'Cada página se guarda cuando pulsas Siguiente.',
  nothingKeptOnTheWay: 'No se guarda nada antes de que pulses Enviar al final.',
  yes: 'Sí',
  no: 'No',
  other: 'Otra cosa',
  otherLabel: (question) => `${question} Otra cosa:`,
  lowest: 'nada probable',
  highest: 'extremadamente probable',
  tooSmall: (least) => `Escribe ${least} o más, por favor.`,
  tooLarge: (most) => `Escribe ${most} o menos, por favor.`,
  otherMissing: 'Escribe qué es, por favor.',
  atTheEnd: 'Era la última pregunta. Pulsa *Enviar*, y tu respuesta es definitiva. *Atrás* te lleva a tus respuestas.',
  movedOn: 'Tus respuestas cambiaron mientras tanto, así que ahora estás aquí.',
  stillMissing: 'Todavía falta una respuesta, aquí.',
  thanks: '¡Gracias! Tenemos tus respuestas.',
  thanksAnonymous: 'Tu respuesta ha llegado. Es definitiva, y nadie que use este bot puede ver que es tuya.',
  letter: '¿Quieres decirnos algo más? Escríbenos sin tu nombre, y recoge nuestra respuesta con un código.',
  writeLetter: 'Escribir sin nombre',
  answeredBefore: 'Ya tenemos tu respuesta, ¡gracias! Una respuesta anónima es definitiva, así que nada ha cambiado.',
  gone: 'Este formulario es demasiado antiguo, y no se guardó lo que escribiste en él. Empieza otra vez, por favor; es solo un momento.',
  beginAgain: 'Empezar otra vez',
  previewNote: 'Vista previa: ves lo que ve un miembro, y no se guarda nada.',
  previewPromise: 'Aquí los miembros leen quién sabrá lo que responden. Eso se elige cuando se envía la encuesta.',
  previewEnd: 'Era el final. Era una vista previa, así que no se guardó nada.',
  testNote: ':test_tube: Una prueba: así la reciben los miembros, y no se guarda nada de lo que respondes.',

  mineTitle: 'Tus encuestas',
  mineIntro: 'Encuestas que ahora están abiertas para ti:',
  mineEmpty: 'Ahora no hay ninguna encuesta abierta para ti.',
  mineOptOuts: 'Encuestas que no recibes, como pediste:',
  everySurvey: 'Todas las encuestas',
  mineConfided: 'Encuestas cuyas respuestas lees en confianza:',
  results: 'Resultados',
  homeTitle: 'Encuestas abiertas para ti',
  homeMore: (count) => `Y ${count} más: escribe \`/survey mías\`.`,
};
