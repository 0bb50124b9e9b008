'use strict';
(() => {
  const run = JSON.parse(document.getElementById('run').textContent).run;
  const key = 'nightshift marks of ' + run;
  let marks = {};
  try { marks = JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { marks = {}; }
  const count = document.getElementById('marks');
  const nameOf = box => box.dataset.conversation + ' ' + box.dataset.message;
  const keep = () => {
    try { localStorage.setItem(key, JSON.stringify(marks)); } catch (error) { /* kept until the page is left */ }
    const n = Object.keys(marks).length;
    count.textContent = n + (n === 1 ? ' mark' : ' marks');
  };
  const wishes = [['should', 'select'], ['say', 'it must say'], ['never', 'it must not say']];
  const outcomes = [['answer', 'it should answer'], ['abstain', 'it should say that it does not know'],
    ['refuse', 'it should grant nothing'], ['ignore', 'it is no question'], ['either', 'answer or not, but right']];
  const wish = box => {
    const held = document.createElement('div');
    held.className = 'wish';
    for (const [name, about] of wishes) {
      const field = document.createElement(name === 'should' ? 'select' : 'input');
      if (name === 'should') {
        for (const [value, words] of outcomes) field.add(new Option(words, value));
      } else { field.placeholder = about; field.maxLength = 200; }
      field.setAttribute('aria-label', about);
      field.dataset.wish = name;
      field.addEventListener('input', () => {
        const mark = marks[nameOf(box)];
        if (mark) { mark[name] = field.value; keep(); }
      });
      held.append(field);
    }
    box.append(held);
  };
  const show = box => {
    const mark = marks[nameOf(box)];
    for (const button of box.querySelectorAll('button'))
      button.setAttribute('aria-pressed', String(Boolean(mark) && mark.mark === button.dataset.mark));
    box.classList.toggle('is-bad', Boolean(mark) && mark.mark === 'bad');
    for (const field of box.querySelectorAll('[data-wish]'))
      field.value = (mark && mark[field.dataset.wish]) || (field.dataset.wish === 'should' ? 'answer' : '');
  };
  for (const box of document.querySelectorAll('.marking')) {
    wish(box);
    show(box);
    for (const button of box.querySelectorAll('button')) button.addEventListener('click', () => {
      const name = nameOf(box), mark = button.dataset.mark;
      if (marks[name] && marks[name].mark === mark) delete marks[name];
      else marks[name] = {conversation: box.dataset.conversation, message: box.dataset.message, mark,
        ...(mark === 'bad' ? {should: 'answer', say: '', never: ''} : {})};
      keep();
      show(box);
    });
  }
  document.getElementById('save').addEventListener('click', () => {
    const text = JSON.stringify({run, marks: Object.values(marks)}, null, 2);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], {type: 'application/json'}));
    link.download = 'marks.json';
    link.click();
    URL.revokeObjectURL(link.href);
  });
  const filters = [...document.querySelectorAll('[data-filter]')];
  const filter = () => {
    for (const one of document.querySelectorAll('.case')) one.hidden = filters.some(field =>
      field.value && !one.dataset[field.dataset.filter].split(' ').includes(field.value));
  };
  for (const field of filters) field.addEventListener('change', filter);
  keep();
  const unfold = () => {
    const at = location.hash && document.getElementById(location.hash.slice(1));
    if (at && at.tagName === 'DETAILS') { at.open = true; at.scrollIntoView(); }
  };
  addEventListener('hashchange', unfold);
  unfold();
})();
