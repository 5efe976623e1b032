import type { Words } from '../words.ts';

export const terms: Words['terms'] = {
  endings: (count) =>
    count === 1
      ? 'Una herramienta tuya termina pronto. ¿Quieres seguir con ella?'
      : `${count} herramientas tuyas terminan pronto. ¿Con cuáles quieres seguir?`,
  endingsOf: (name, count) =>
    count === 1
      ? `Una herramienta de *${name}* termina pronto. ¿Queréis seguir con ella?`
      : `${count} herramientas de *${name}* terminan pronto. ¿Con cuáles queréis seguir?`,
  endingsOver: 'Sobre tus herramientas cuyo plazo termina: así están.',
  endingsOverOf: (name) => `Sobre las herramientas de *${name}* cuyo plazo termina: así están.`,
  endsOn: (tool, number, date) => `*${tool}* (${number}) termina el ${date}.`,
  people: (count) => `La usan ${count} personas.`,
  neededApproval: 'Para seguir hay que aprobarlo otra vez; pulsa con tiempo.',
  silence: (days) => `Si no sabemos nada, ese día se suspende y ${days} días laborables después termina.`,
  keep: 'Seguir con ella',
  giveBack: 'Devolverla',
  keepAfterAll: 'Al final seguir',
  giveBackNow: 'Devolverla ya',
  keptUntil: (tool, number, date) => `:white_check_mark: Sigues con *${tool}* (${number}) hasta el ${date}.`,
  beingDecided: (tool, number) =>
    `:hourglass: Quieres seguir con *${tool}* (${number}). Se está decidiendo; mientras tanto sigue siendo tuya.`,
  endsThen: (tool, number, date) => `*${tool}* (${number}) se devuelve el ${date}. Hasta entonces puedes usarla.`,
  notRenewedLine: (tool, number, date) => `*${tool}* (${number}) no se renueva. Termina el ${date}.`,
  isSuspended: (tool, number, date) => `:pause_button: *${tool}* (${number}) está suspendida. Sin respuesta termina el ${date}.`,
  hasEnded: (tool, number) => `*${tool}* (${number}) ha terminado.`,
  andMore: (count) => `… y ${count} más: \`/tools\` las muestra todas.`,
  news: {
    suspended: (tool, number, date) =>
      `El plazo de *${tool}* (${number}) ha terminado y no hemos sabido de ti, así que está suspendida. Pulsa *Seguir con ella* y continúa. Sin respuesta termina el ${date}.`,
    ended: (tool, number) => `*${tool}* (${number}) ha terminado, como se decidió. ¡Gracias por dejar la plaza a otra persona!`,
    notRenewed: (tool, number) =>
      `El plazo de *${tool}* (${number}) ha terminado; no se renovó. Puedes pedirla otra vez con \`/tools\`.`,
    lost: (tool, number) =>
      `No hemos sabido de ti, así que *${tool}* (${number}) ha terminado y la plaza pasa a otra persona. Si la necesitas, pídela otra vez con \`/tools\`.`,
    removed: (who, tool, number) =>
      `${who} revisó las plazas de *${tool}* y quitó la tuya (${number}). Si crees que nos equivocamos, escríbenos o pídela otra vez con \`/tools\`.`,
    handedOver: (tool, number) => `*${tool}* (${number}) es tuya ahora: te la han pasado.`,
  },
  keptAlready: (date) => `Ya dijiste que sigues con ella, hasta el ${date}.`,
  givenBackAlready: 'Ya la has devuelto.',
  noEnd: 'Esta no termina por sí sola, así que no hace falta hacer nada.',
  toolIsArchived: 'Esta herramienta ya no se ofrece, así que no se puede seguir con ella otro plazo.',
  notRenewed: (date) => `Se decidió no renovarla. Puedes usarla hasta el ${date}.`,
  keepLater: (end, from) => `Es tuya hasta el ${end}. Podrás alargarla a partir del ${from}.`,
  needed: (tool, number, days) =>
    `¿Todavía necesitas *${tool}* (${number})? Por lo que sabemos nadie la ha usado en ${days} días, y quizá otras personas esperan.`,
  yesNeeded: 'Sí, la necesito',
  stillNeeded: (tool, number) => `:white_check_mark: Todavía necesitas *${tool}* (${number}). ¡Gracias por decirlo!`,
  neededAlready: 'Ya nos dijiste que la necesitas. ¡Gracias!',
  left: {
    'switched off': (who, count) =>
      `${who} se ha ido. Te toca decidir sobre ${count === 1 ? 'una inscripción suya' : `${count} inscripciones suyas`}.`,
    moved: (who, count) =>
      `${who} está ahora en otra organización. Te toca decidir sobre ${count === 1 ? 'una inscripción suya' : `${count} inscripciones suyas`}.`,
  },
  isHolder: 'es suya',
  isOneOfPeople: 'es una de sus personas',
  stayKeep: 'Dejarla así',
  handOver: 'Pasarla a…',
  end: 'Terminarla',
  takeOff: 'Quitarle de la lista',
  stayed: {
    keep: 'queda como está',
    'hand over': 'pasa a otra persona',
    end: 'ha terminado',
  },
  stayDecided: (who) => `${who} ya lo ha decidido.`,
  handOverTitle: 'Pasar inscripción',
  handOverTo: '¿A quién?',
  handOverHint: 'Alguien de la misma organización. Se lo decimos.',
  save: 'Pasarla',
  cancel: 'Cancelar',
  noHeir: 'Elige a una persona que yo conozca aquí en Slack, por favor.',
  heirElsewhere: 'Esa persona es de otra organización. Elige a alguien de la misma, por favor.',
  heirHasOne: (number) => `Ya tiene esta herramienta (${number}).`,
  review: (tool, count) => `Revisión anual de *${tool}*: ${count} por decidir.`,
  reviewDone: (tool) => `:white_check_mark: Revisión anual de *${tool}*: hecha.`,
  reviewCounts: (kept, removed) => `${kept} siguen, ${removed} quitadas.`,
  lastUsed: (day) => `último uso: ${day}`,
  neverUsed: 'no se conoce ningún uso',
  reviewKeep: 'Sigue',
  reviewRemove: 'Quitar',
  keepRest: 'Todas las demás siguen',
  removeRest: 'Quitar todas las demás',
  reviewMore: (count) => `… y ${count} más. Van subiendo según decides.`,
  reviewFollowUp: (tool, count) =>
    `La revisión de *${tool}* no está hecha: ${count === 1 ? 'queda 1 plaza' : `quedan ${count} plazas`} por decidir. La lista está más arriba en nuestros mensajes.`,
  reviewDue: (tool) => `Hace un año que se revisaron las plazas de *${tool}*. ¿Empezamos?`,
  startReview: 'Empezar la revisión',
  underReview: 'La última revisión de esta herramienta no está hecha todavía. Te muestro su lista otra vez.',
  nothingToReview: 'Nadie tiene esta herramienta, así que no hay nada que revisar.',
  reviewedAlready: 'Esto ya está decidido.',
  sure: '¿Seguro?',
  willNotify: (count) => `Esto avisa a ${count} personas.`,
  goOn: 'Adelante',
  notNow: 'Ahora no',
};
